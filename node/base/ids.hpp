#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace sofia::base {

/// A string that is one notion only: a CallUuid cannot be given where a NodeName is wanted.
template <class Tag>
class StrongString {
  public:
    StrongString() = default;
    explicit StrongString(std::string text) : text_(std::move(text)) {}

    /// The text, for messages, SQL and comparison with what people typed.
    const std::string& str() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }
    auto operator<=>(const StrongString&) const = default;

  private:
    std::string text_;
};

/// Identifies one call of two legs for its whole life, also across nodes (RFC 4122 text form).
using CallUuid = StrongString<struct CallUuidTag>;
/// Identifies one leg (what the event socket calls Unique-ID).
using LegUuid = StrongString<struct LegUuidTag>;
/// The name of one machine's node; different on each node of a pair.
using NodeName = StrongString<struct NodeNameTag>;
/// The name a pair shares (what users know as switchname); every row carries it.
using ClusterName = StrongString<struct ClusterNameTag>;

/// The fencing token: raised by one in the database at each promotion of a cluster name.
enum class Epoch : std::int64_t {};

/// The number of an epoch for SQL and logs.
constexpr std::int64_t number(Epoch epoch) noexcept {
    return static_cast<std::int64_t>(epoch);
}

}  // namespace sofia::base

template <class Tag>
struct std::hash<sofia::base::StrongString<Tag>> {
    std::size_t operator()(const sofia::base::StrongString<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.str());
    }
};
