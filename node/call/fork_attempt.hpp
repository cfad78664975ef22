#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "call/fork.hpp"

namespace sofia::call {

/// One target that is being called. Seen by the fork alone.
struct Fork::Attempt {
    Run& run;
    Target target;
    std::unique_ptr<Leg> leg;
    std::unique_ptr<sip::Timer> ring_timer;
    bool cancelled = false;
    /// Why it was cancelled, for the BYE of a 2xx that crosses.
    std::string cancel_reason;
    /// The last reliable provisional response of each peer that answers (RFC 3262 4), by its tag.
    std::map<std::string, std::uint32_t, std::less<>> reliable;
    /// Our PRACKs that have no answer yet.
    std::vector<std::unique_ptr<sip::ClientTransaction>> pracks;
    /// The answer that a reliable response gave to our offer.
    sip::Body early_answer;
    /// The first description of each peer that rings, by its tag.
    std::map<std::string, sip::Body, std::less<>> described;
    /// It has answered with none of the codecs that it was offered.
    bool has_no_codec = false;
    /// A stranger asked for the gateway's password.
    bool met_stranger = false;
    /// What it describes without SRTP is not taken.
    bool needs_srtp = false;

    /// The description that a 2xx answers our offer with: that of a reliable provisional response
    /// before it, its own, or else the first that its sender has given (RFC 3261 13.2.1). Empty:
    /// none of them has one.
    sip::Body answer_in(const sip::Response& response) const;
    /// Whether our offer has no answer in this 2xx nor before it.
    bool lacks_answer(const sip::Response& response) const;
};

}  // namespace sofia::call
