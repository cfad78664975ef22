#include "presence/message_summary.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sofia::presence {
namespace {

constexpr std::size_t kLongestCounts = 60;

/// `2/1` or `2/1 (0/0)`.
bool is_counts(std::string_view text) {
    constexpr std::string_view kMarks = "/ ()";
    return text.find('/') != std::string_view::npos && text.size() <= kLongestCounts &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return (c >= '0' && c <= '9') || kMarks.find(c) != std::string_view::npos;
           });
}

}  // namespace

std::string message_summary(const Resource& user, const model::Mailbox* mailbox) {
    std::string text = "Messages-Waiting: ";
    text.append(mailbox == nullptr ? "no" : mailbox->waiting);
    text.append("\r\nMessage-Account: ").append(user.uri()).append("\r\n");
    if (mailbox != nullptr && !mailbox->counts.empty())
        text.append("Voice-Message: ").append(mailbox->counts).append("\r\n");
    return text;
}

std::string account_of(std::string_view document) {
    constexpr std::string_view kName = "Message-Account:";
    while (!document.empty()) {
        const auto end = document.find('\n');
        const auto line = document.substr(0, end);
        if (base::iequals(line.substr(0, kName.size()), kName))
            return std::string(base::trim(line.substr(kName.size())));
        document.remove_prefix(end == std::string_view::npos ? document.size() : end + 1);
    }
    return {};
}

std::optional<MailboxNews> read_message_waiting(const model::Event& event) {
    MailboxNews news;
    news.account = base::trim(event.header("MWI-Message-Account"));
    if (news.account.empty())
        return std::nullopt;
    news.profile = base::trim(event.header("sofia-profile"));
    news.is_waiting = base::is_true(event.header("MWI-Messages-Waiting"));
    if (const auto counts = base::trim(event.header("MWI-Voice-Message")); is_counts(counts))
        news.counts = counts;
    return news;
}

}  // namespace sofia::presence
