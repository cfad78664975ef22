#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "model/directory.hpp"
#include "presence/rooms.hpp"
#include "registrar/authenticator.hpp"
#include "sip/endpoint.hpp"

namespace sofia::presence {

/// Who has sent a request that was let in.
struct Sender {
    /// The directory's entry; nullptr when nobody was asked, or any credentials are right.
    const model::DirectoryUser* user = nullptr;
};

/// Lets a request in by digest when `needs_digest`, or answers it (401, 407, 403, 503) and gives
/// nothing.
std::optional<Sender> admit(const Rooms& rooms,
                            const model::Profile& profile,
                            sip::ServerTransaction& request,
                            bool needs_digest,
                            registrar::ChallengeBy by);

/// With what a request is refused that requires an extension: 420 (RFC 3261 8.2.2.3); nothing when
/// it requires none.
std::optional<sip::Reply> refuse_extensions(const sip::Request& request);

/// 503 with Retry-After: it cannot be stored now.
sip::Reply not_now();

/// The lifetime that is granted: `forced` unless 0, what is asked for, at most a day, an hour when
/// nothing is asked for. Nothing when it is too short (RFC 6665 4.2.1.1): the answer is 423.
std::optional<std::chrono::seconds> grant(std::optional<std::uint32_t> asked,
                                          std::chrono::seconds forced);
/// 423 with Min-Expires.
sip::Reply too_brief();

/// Refuses, in one line of the log.
void refuse(sip::ServerTransaction& request,
            const model::Profile& profile,
            const sip::Reply& reply,
            std::string_view why);

}  // namespace sofia::presence
