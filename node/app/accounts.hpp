#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "event_socket/rights.hpp"
#include "model/directory.hpp"

namespace sofia::app {

/// The users of the directory as the event socket knows them: who has a parameter `esl-password`
/// may log in, and do what esl-allowed-events, esl-allowed-api and esl-allowed-log say. Thread:
/// any.
class Accounts {
  public:
    /// Takes the users of another configuration.
    void use(std::shared_ptr<const model::Directory> directory, std::string default_domain);
    /// The account of a user; nothing when there is none. An empty domain is the default one.
    std::optional<event_socket::Account> find(const std::string& user,
                                              const std::string& domain) const;

  private:
    mutable std::mutex mutex_;
    // Guarded by mutex_
    std::shared_ptr<const model::Directory> directory_;
    std::string default_domain_;
};

}  // namespace sofia::app
