#pragma once

#include <memory>

#include "model/profile.hpp"
#include "sip/endpoint.hpp"

namespace sofia::app {

/// An answer with Allow and the profile's User-Agent, where it has none yet.
sip::Reply with_our_name(sip::Reply reply, const model::Profile& profile);

/// A REGISTER whose final answers are given with_our_name(), whoever gives them. Not for requests
/// that make dialogs: the endpoint wants its own transaction for those.
std::unique_ptr<sip::ServerTransaction> answered_with_our_name(
    std::unique_ptr<sip::ServerTransaction> transaction,
    std::shared_ptr<const model::Profile> profile);

/// Methods that are served outside of dialogs and within calls, as an Allow value.
std::string methods_of(const model::Profile& profile);

}  // namespace sofia::app
