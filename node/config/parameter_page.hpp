#pragma once

#include <string>

namespace sofia::config {

/// The reference page of all parameters in Markdown, written from the tables that the node itself
/// works by: `sofiad --parameters`, kept as docs/parameters.md. Pure.
std::string parameter_page();

}  // namespace sofia::config
