#pragma once

#include "sip/message.hpp"

namespace sofia::call {

/// What a leg had before a change of its session that may have to be taken back.
struct Before {
    sip::Body remote_sdp;
    sip::Body local_sdp;
    bool holds = false;
    /// What the other peer was told of this one.
    sip::Body told;
};

}  // namespace sofia::call
