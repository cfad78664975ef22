#include "app/accounts.hpp"

#include <utility>

namespace sofia::app {

void Accounts::use(std::shared_ptr<const model::Directory> directory, std::string default_domain) {
    const std::lock_guard lock(mutex_);
    directory_ = std::move(directory);
    default_domain_ = std::move(default_domain);
}

std::optional<event_socket::Account> Accounts::find(const std::string& user,
                                                    const std::string& domain) const {
    const std::lock_guard lock(mutex_);
    const auto* found =
        directory_ ? directory_->find(user, domain.empty() ? default_domain_ : domain) : nullptr;
    if (found == nullptr || found->param("esl-password").empty())
        return std::nullopt;
    return event_socket::Account{std::string(found->param("esl-password")),
                                 event_socket::Rights::read(found->param("esl-allowed-events"),
                                                            found->param("esl-allowed-api"),
                                                            found->param("esl-allowed-log"))};
}

}  // namespace sofia::app
