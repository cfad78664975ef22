#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/host.hpp"

namespace sofia::config {

/// The global variables `$${name}`. Values are kept as XML text, because that is where they are
/// put: what comes from XML goes in unchanged, what comes from elsewhere is escaped.
class Globals {
  public:
    /// Sets a variable from XML text, as `data="name=value"` has it.
    void set_markup(std::string_view name, std::string_view markup);
    /// Sets a variable from plain text, escaping what XML would read otherwise.
    void set_plain(std::string_view name, std::string_view text);
    /// The value as XML text; nothing when it is not set. `domain_name` is `domain` until it is set
    /// itself.
    std::optional<std::string> markup(std::string_view name) const;
    /// All variables as plain text.
    std::map<std::string, std::string> plain() const;

  private:
    std::map<std::string, std::string, std::less<>> markup_;
};

/// The variables that every configuration starts with: names and addresses of the machine,
/// directories as Debian has them, `domain`, and `switchname`, the cluster that the configuration
/// is read for (behaviour-spec 6.1); the machine's name when that is empty.
Globals preset_globals(const Host& host,
                       const std::filesystem::path& conf_dir,
                       const std::string& switchname = {});

/// Plain text with `& < > " '` as XML entities.
std::string escape_markup(std::string_view text);
/// The inverse for the five named entities; another stays as it is.
std::string unescape_markup(std::string_view markup);

}  // namespace sofia::config
