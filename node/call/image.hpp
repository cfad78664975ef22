#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "call/variables.hpp"
#include "model/dialog_state.hpp"
#include "sip/message.hpp"

namespace sofia::call {

/// A leg as a value: what must survive the process.
struct LegImage {
    base::LegUuid uuid;
    std::string profile;
    bool outbound = false;
    model::DialogState dialog;
    sip::Body remote_sdp;
    sip::Body local_sdp;
    bool holds = false;
    bool made_offer = false;
    /// The peer has said BYE: the next owner sends it none.
    bool hung_up = false;
    sip::Address peer;
    std::string caller_id_name;
    std::string caller_id_number;
    std::string destination;
    base::WallTime created{};
    base::WallTime answered{};
    Variables variables;

    bool operator==(const LegImage&) const = default;
};

/// A bridged call as a value.
struct CallImage {
    base::CallUuid uuid;
    LegImage a;
    LegImage b;
    /// The call was hung up by one side and the other has not confirmed yet: the next owner only
    /// finishes it.
    bool ending = false;

    bool operator==(const CallImage&) const = default;
};

}  // namespace sofia::call
