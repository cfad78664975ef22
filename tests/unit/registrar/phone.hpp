#pragma once

#include <cstdio>
#include <string>

#include "sip/digest.hpp"
#include "sip/message.hpp"

namespace sofia::registrar::test {

/// A phone's side of digest: answers challenges as RFC 7616 says.
struct Phone {
    std::string user = "bob";
    std::string password = "secret";
    std::string realm = "example.com";
    sip::DigestAlgorithm algorithm = sip::DigestAlgorithm::Md5;
    std::string nonce;
    std::uint32_t nc = 0;
    bool with_qop = true;

    /// The credentials for a request with the nonce at hand and the next count.
    std::string credentials(const std::string& method, const std::string& uri) {
        sip::DigestCredentials values;
        values.username = user;
        values.realm = realm;
        values.nonce = nonce;
        values.uri = uri;
        values.algorithm = algorithm;
        std::string text = "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" +
                           nonce + "\", uri=\"" + uri +
                           "\", algorithm=" + std::string(sip::to_string(algorithm));
        if (with_qop) {
            char count[9];
            std::snprintf(count, sizeof count, "%08x", ++nc);
            values.nc_text = count;
            values.nc = nc;
            values.cnonce = "0a4f113b";
            values.qop = "auth";
            text += ", qop=auth, cnonce=\"0a4f113b\", nc=" + values.nc_text;
        }
        const auto ha1 = sip::digest_ha1(algorithm, user, realm, password);
        return text + ", response=\"" + sip::digest_response(values, ha1, method) + "\"";
    }
};

}  // namespace sofia::registrar::test
