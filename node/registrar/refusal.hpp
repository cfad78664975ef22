#pragma once

#include <string>
#include <vector>

#include "sip/message.hpp"

namespace sofia::registrar {

/// A REGISTER that is not carried out.
struct Refusal {
    int status = 400;
    /// Empty: the standard phrase.
    std::string phrase;
    std::vector<sip::Header> headers;
    /// Why, in words, for log and events; never for the sender.
    std::string reason;
};

}  // namespace sofia::registrar
