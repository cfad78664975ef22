#include "presence/subscription.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "presence/message_summary.hpp"
#include "presence/pidf.hpp"
#include "presence/users.hpp"
#include "sip/uri.hpp"
#include "sip/usage.hpp"

namespace sofia::presence {
namespace {

constexpr std::chrono::seconds kPause{5};
/// NOTIFYs in a row that fail before the watcher counts as gone.
constexpr int kMostFailures = 3;

std::string joined(const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values)
        text.append(text.empty() ? "" : ", ").append(value);
    return text;
}

}  // namespace

model::DialogState dialog_of(const model::Subscription& row) {
    model::DialogState dialog;
    dialog.call_id = row.key.call_id;
    dialog.local = row.local;
    dialog.remote = row.remote;
    dialog.local_tag = row.key.local_tag;
    dialog.remote_tag = row.remote_tag;
    dialog.local_cseq = row.local_cseq;
    dialog.remote_cseq = row.remote_cseq;
    if (!row.route.empty())
        dialog.route_set = sip::split_list(row.route);
    dialog.remote_target = row.remote_target;
    dialog.local_contact = row.local_contact;
    dialog.next_hop = row.next_hop;
    return dialog;
}

void take_dialog(model::Subscription& row, const model::DialogState& dialog) {
    row.key = {dialog.call_id, dialog.local_tag};
    row.local = dialog.local;
    row.remote = dialog.remote;
    row.remote_tag = dialog.remote_tag;
    row.local_cseq = dialog.local_cseq;
    row.remote_cseq = dialog.remote_cseq;
    row.route = joined(dialog.route_set);
    row.remote_target = dialog.remote_target;
    row.local_contact = dialog.local_contact;
    row.next_hop = dialog.next_hop;
}

Subscription::Subscription(const Rooms& rooms,
                           Users& users,
                           SubscriptionOwner& owner,
                           Package package,
                           model::Subscription row,
                           std::unique_ptr<sip::Dialog> dialog)
    : rooms_(rooms),
      users_(users),
      owner_(owner),
      package_(package),
      user_{row.user, row.host},
      row_(std::move(row)),
      dialog_(std::move(dialog)),
      saved_cseq_(row_.local_cseq) {
    if (dialog_) {
        if (const auto* profile = rooms_.profiles.find(row_.profile))
            profile_started_ = profile->started;
        listen();
    } else {
        // A step for what the row has not seen, and one for each 10 ms since, so that a second
        // crash before the next write does not lead to the same numbers.
        constexpr base::Milliseconds kTick{10};
        const auto age = std::max(rooms_.clock.wall() - row_.refreshed, base::Milliseconds(0));
        const auto jump = kNotifyStep + static_cast<std::uint32_t>(age / kTick);
        row_.local_cseq += jump;
        row_.version += jump;
        // What was told before is not known here, so the first word is all of it.
        is_full_ = true;
    }
}

Subscription::~Subscription() = default;

void Subscription::listen() {
    // The dialog lives no longer than we.
    dialog_->on_request([this](std::unique_ptr<sip::ServerTransaction> request) {
        owner_.on_request(*this, std::move(request));
    });
}

sip::Dialog* Subscription::dialog() {
    auto* profile = rooms_.profiles.find(row_.profile);
    if (profile == nullptr || !profile->endpoint)
        return nullptr;
    forget_lost_notify();
    if (!dialog_ || profile_started_ != profile->started) {
        dialog_ = profile->endpoint->rehydrate(dialog_of(row_));
        profile_started_ = profile->started;
        listen();
    }
    return dialog_.get();
}

void Subscription::sync() {
    if (dialog_)
        take_dialog(row_, dialog_->state());
}

model::Subscription Subscription::row_to_write() {
    sync();
    row_.refreshed = rooms_.clock.wall();
    saved_cseq_ = row_.local_cseq;
    return row_;
}

void Subscription::change() {
    if (ended_)
        return;
    is_changed_ = true;
    wake();
}

void Subscription::tell_all() {
    if (ended_)
        return;
    is_full_ = true;
    wake();
}

void Subscription::end(std::string reason) {
    if (ended_)
        return;
    ended_ = std::move(reason);
    is_full_ = true;
    pause_.reset();
    wake();
}

void Subscription::forget_lost_notify() {
    const auto* profile = rooms_.profiles.find(row_.profile);
    if (!notify_out_ || profile == nullptr || profile_started_ == profile->started)
        return;
    rooms_.loop.post([gone = std::shared_ptr<sip::ClientTransaction>(std::move(notify_out_))] {});
    is_full_ = true;
}

void Subscription::wake() {
    forget_lost_notify();
    if (notify_out_ || pause_ || std::exchange(is_awake_, true))
        return;
    rooms_.loop.post([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->is_awake_ = false;
            self->send();
        }
    });
}

std::optional<std::string> Subscription::dialogs_document(const model::Profile& profile) {
    auto now = users_.dialogs_of(user_);
    if (profile.presence.disable_early)
        std::erase_if(now, [](const auto& entry) {
            return entry.second.state != DialogFact::State::Confirmed;
        });
    const auto shown = is_full_ ? now : difference(told_dialogs_, now);
    if (!is_full_ && shown.empty())
        return std::nullopt;
    auto text = dialog_info(user_, row_.version++, is_full_, shown, profile.presence.privacy);
    told_dialogs_ = std::move(now);
    return text;
}

std::optional<std::string> Subscription::document(const model::Profile& profile) {
    if (package_ == Package::Dialog)
        return dialogs_document(profile);
    auto text = package_ == Package::Presence ? pidf(user_, users_.presence_of(user_))
                                              : message_summary(user_, users_.mailbox_of(user_));
    if (!is_full_ && text == told_)
        return std::nullopt;
    told_ = text;
    return text;
}

void Subscription::send() {
    if (notify_out_ || pause_ || !is_due())
        return;
    auto* const way = dialog();
    if (way == nullptr) {
        // Its time comes when the profile runs again.
        if (ended_)
            owner_.on_over(*this, *ended_);
        return;
    }
    const auto settings = rooms_.profiles.find(row_.profile)->settings;
    auto text = document(*settings);
    is_full_ = is_changed_ = false;
    if (!text)
        return;
    sip::Outgoing notify{sip::Method::Notify, {}, {}};
    notify.headers.push_back(
        {"Event", row_.event + (row_.event_id.empty() ? "" : ";id=" + row_.event_id)});
    const auto left =
        std::chrono::duration_cast<std::chrono::seconds>(row_.expires - rooms_.clock.wall());
    notify.headers.push_back(
        {"Subscription-State",
         ended_ ? "terminated;reason=" + *ended_
                : "active;expires=" + std::to_string(std::max<long long>(left.count(), 0))});
    notify.headers.push_back({"Contact", row_.local_contact});
    notify.body = {std::string(content_type(package_)), std::move(*text)};
    notify_out_ = way->send(notify, [weak = weak_from_this()](const sip::Response& response) {
        if (const auto self = weak.lock(); self && response.status >= 200)
            self->on_response(response);
    });
    has_told_ = true;
    rooms_.metrics.counter("presence_notifies").add();
    sync();
    if (!ended_ && row_.local_cseq - saved_cseq_ >= kNotifyStep / 2)
        owner_.on_lag(*this);
}

void Subscription::on_response(const sip::Response& response) {
    const auto self = shared_from_this();
    // We are in its callback.
    rooms_.loop.post([gone = std::shared_ptr<sip::ClientTransaction>(std::move(notify_out_))] {});
    if (ended_ && !is_due())
        return owner_.on_over(*this, *ended_);
    if (response.status < 300) {
        failures_ = 0;
        if (is_due())
            wake();
        return;
    }
    rooms_.metrics.counter("presence_notify_failures").add();
    if (ended_ || sip::ends_subscription(response.status) || ++failures_ == kMostFailures)
        return owner_.on_over(*this, "NOTIFY got " + std::to_string(response.status));
    LOG_INFO(Area::Sip,
             "subscription={} event={} user={} NOTIFY got {}, all is told again in {} s",
             row_.key.call_id,
             row_.event,
             user_.str(),
             response.status,
             kPause.count());
    is_full_ = true;
    pause_ = rooms_.loop.after(kPause, [weak = weak_from_this()] {
        if (const auto again = weak.lock()) {
            again->pause_.reset();
            again->wake();
        }
    });
}

}  // namespace sofia::presence
