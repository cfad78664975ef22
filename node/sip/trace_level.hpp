#pragma once

#include "base/log.hpp"

namespace sofia::sip {

/// How traced messages, and remarks of the stack that somebody asked for, stand in the log.
struct TraceLevel {
    base::LogLevel level = base::LogLevel::Info;
    /// Whether they are written whatever the level of the log is: who switches a trace on wants to
    /// read it. Otherwise they have to pass it as any line.
    bool always = true;

    bool operator==(const TraceLevel&) const = default;
};

}  // namespace sofia::sip
