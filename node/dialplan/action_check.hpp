#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sofia::dialplan {

/// The names of the applications that this node has, in order.
std::span<const std::string_view> application_names() noexcept;

/// Whether this node has an application of that name.
bool has_application(std::string_view name) noexcept;

/// What is wrong with the data of an action, as far as it can be seen before a call: a sentence
/// with what was expected. Nothing when it is right, or when it holds a `$` and so depends on the
/// call.
std::optional<std::string> data_error(std::string_view application, std::string_view data);

}  // namespace sofia::dialplan
