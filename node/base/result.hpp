#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace sofia::base {

/// What kind of failure an Error is; callers decide on the kind, people read the text.
enum class ErrorKind {
    NotFound,     ///< the thing asked for does not exist
    Invalid,      ///< the input is wrong; the text says where, what and what was expected
    Unavailable,  ///< a resource (database, socket) is away; nothing was changed, try again later
    Timeout,      ///< the deadline passed; the work may still be done later
    InDoubt,      ///< a commit may or may not have happened; repeat the same write
    Stale,     ///< the epoch of the write is older than the epoch in the database (we are fenced)
    Exists,    ///< a live owner is in the way
    Overload,  ///< a bounded queue is full
    Unsupported,  ///< known but not offered by this build
};

/// The name of a kind as it stands in logs, for example "unavailable".
const char* to_string(ErrorKind kind) noexcept;

/// An expected failure as a value: a kind for the program and a sentence for the reader.
struct Error {
    ErrorKind kind = ErrorKind::Invalid;
    std::string text;
};

/// Either a value or an Error; `Result<void>` for plain success.
template <class T>
using Result = tl::expected<T, Error>;

/// Shorthand for returning an Error from a function that returns Result<T>.
inline tl::unexpected<Error> fail(ErrorKind kind, std::string text) {
    return tl::unexpected<Error>(Error{kind, std::move(text)});
}

}  // namespace sofia::base
