#include "base/result.hpp"

namespace sofia::base {

const char* to_string(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::NotFound:
            return "not found";
        case ErrorKind::Invalid:
            return "invalid";
        case ErrorKind::Unavailable:
            return "unavailable";
        case ErrorKind::Timeout:
            return "timeout";
        case ErrorKind::InDoubt:
            return "in doubt";
        case ErrorKind::Stale:
            return "stale epoch";
        case ErrorKind::Exists:
            return "exists";
        case ErrorKind::Overload:
            return "overload";
        case ErrorKind::Unsupported:
            return "unsupported";
    }
    return "unknown";
}

}  // namespace sofia::base
