#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "model/subscription.hpp"
#include "presence/dialog_info.hpp"
#include "presence/package.hpp"
#include "presence/rooms.hpp"
#include "sip/endpoint.hpp"

namespace sofia::presence {

class Users;
class Subscription;

/// By how much CSeq and document version jump over those in the row of a former process, in which
/// the NOTIFYs sent after it was written are missing. A row is written again before it lags that
/// far behind.
inline constexpr std::uint32_t kNotifyStep = 1000;

/// Who has a subscription. Each call may end it.
class SubscriptionOwner {
  public:
    virtual ~SubscriptionOwner() = default;
    /// The watcher sends a request within the dialog.
    virtual void on_request(Subscription& subscription,
                            std::unique_ptr<sip::ServerTransaction> request) = 0;
    /// Its row lags behind.
    virtual void on_lag(Subscription& subscription) = 0;
    /// It has said its last word, or its watcher is gone: `why` in words.
    virtual void on_over(Subscription& subscription, const std::string& why) = 0;
};

/// Somebody's subscription, and the NOTIFYs of it (RFC 6665 4.2): one at a time; what changes while
/// one is under way goes into the next. Owned by Subscriptions, by shared_ptr because tasks and
/// answers may come after its end. Thread: SIP.
class Subscription : public std::enable_shared_from_this<Subscription> {
  public:
    /// `dialog` is that of the SUBSCRIBE; nullptr for a row of another process, whose dialog is
    /// rebuilt when it is needed. Everything outlives the subscription.
    Subscription(const Rooms& rooms,
                 Users& users,
                 SubscriptionOwner& owner,
                 Package package,
                 model::Subscription row,
                 std::unique_ptr<sip::Dialog> dialog);
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

    const Resource& user() const noexcept { return user_; }
    Package package() const noexcept { return package_; }
    const model::Subscription& row() const noexcept { return row_; }
    bool is_ended() const noexcept { return ended_.has_value(); }
    /// Whether this process has told the watcher anything.
    bool has_told() const noexcept { return has_told_; }

    /// Something of the user may have changed: the watcher is told unless it knows.
    void change();
    /// The watcher is told everything.
    void tell_all();
    /// The watcher is told everything for the last time, with this reason (RFC 6665 4.1.3).
    void end(std::string reason);
    /// Goes on until then.
    void prolong(base::WallTime until) { row_.expires = until; }
    /// The row to write now, with the dialog's present values.
    model::Subscription row_to_write();

    /// The dialog, rebuilt when the profile has been started again since; nullptr while it is not
    /// running.
    sip::Dialog* dialog();

  private:
    bool is_due() const noexcept { return is_full_ || is_changed_; }
    void listen();
    void sync();
    /// A NOTIFY in a profile that has been stopped since is never answered.
    void forget_lost_notify();
    void wake();
    void send();
    std::optional<std::string> document(const model::Profile& profile);
    std::optional<std::string> dialogs_document(const model::Profile& profile);
    void on_response(const sip::Response& response);

    const Rooms& rooms_;
    Users& users_;
    SubscriptionOwner& owner_;
    const Package package_;
    const Resource user_;
    model::Subscription row_;
    std::unique_ptr<sip::Dialog> dialog_;
    /// When the profile was started in which dialog_ lives.
    base::SteadyTime profile_started_{};
    std::uint32_t saved_cseq_ = 0;
    std::unique_ptr<sip::ClientTransaction> notify_out_;
    bool is_full_ = false;
    bool is_changed_ = false;
    bool is_awake_ = false;
    bool has_told_ = false;
    /// Reason of the last NOTIFY.
    std::optional<std::string> ended_;
    /// What the watcher knows.
    std::string told_;
    Dialogs told_dialogs_;
    int failures_ = 0;
    /// Runs until a NOTIFY that has failed is followed by another.
    std::unique_ptr<sip::Timer> pause_;
};

/// The dialog that a row describes.
model::DialogState dialog_of(const model::Subscription& row);
/// Takes the values of a dialog into a row.
void take_dialog(model::Subscription& row, const model::DialogState& dialog);

}  // namespace sofia::presence
