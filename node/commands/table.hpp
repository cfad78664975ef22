#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sofia::commands {

/// Where a command's output goes; called once, now or later, on the SIP thread.
using Reply = std::function<void(std::string text)>;
/// Carries out one command. `arguments` is the text after the command's name, as typed.
using Command = std::function<void(std::string_view arguments, Reply reply)>;

/// The commands by name. Built once at start by app/, then read only. Thread: SIP.
class Table {
  public:
    /// Adds a command; a second one with the same name is a bug and aborts.
    void add(std::string name, Command command);
    /// Adds a name that scripts know and this node does not serve: it is answered with
    /// unsupported().
    void add_elsewhere(std::string name);
    /// Runs a line such as "sofia status profile internal". Names are compared without regard to
    /// case. An unknown name gives
    /// "-ERR <name> Command not found!\n".
    void run(std::string_view line, Reply reply) const;
    /// Runs a line for `${...}`, which cannot wait. \return its reply; empty when the command has
    /// not replied when it returns, and what it says later is dropped. Empty as well for a command
    /// that is not here, whose error must not become part of a number: that is logged once for each
    /// name.
    std::string run_at_once(std::string_view line) const;
    /// All names in alphabetical order.
    std::vector<std::string> names() const;

  private:
    std::map<std::string, Command, std::less<>> commands_;
    std::set<std::string, std::less<>> elsewhere_;
    /// Of run_at_once().
    mutable std::set<std::string> missed_;
};

}  // namespace sofia::commands
