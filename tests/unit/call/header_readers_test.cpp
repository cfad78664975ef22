// Header values that no peer should send: seeded, so that a failure comes again. What is read must
// be such that it can be written into another message.

#include <functional>
#include <random>

#include <gtest/gtest.h>

#include "call/invite_shape.hpp"
#include "call/offer.hpp"
#include "call/refer_to.hpp"
#include "call/reliable.hpp"
#include "call/session_terms.hpp"
#include "sip/uri.hpp"

namespace sofia::call {
namespace {

bool is_clean(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// Calls `look` with many texts that differ from `good` in a few places. \return how often it gave
/// true.
int mutate(const std::string& good, const std::function<bool(const std::string&)>& look) {
    std::mt19937 random(3515);
    int read = 0;
    for (int round = 0; round < 10000; ++round) {
        auto text = good;
        for (auto changes = random() % 4; changes > 0 && !text.empty(); --changes) {
            const auto at = random() % text.size();
            switch (random() % 3) {
                case 0:
                    text[at] = static_cast<char>(random() % 256);
                    break;
                case 1:
                    text.erase(at, 1 + random() % 5);
                    break;
                default:
                    text.insert(at, text.substr(0, random() % 20));
            }
        }
        read += look(text) ? 1 : 0;
    }
    return read;
}

TEST(HeaderReaders, ReferToIsAnAddressOrNothing) {
    const auto read = mutate(
        "\"Carol\" <sip:3000@example.com;method=INVITE?Replaces=abc%40x%3Bto-tag%3D1%3B"
        "from-tag%3D2&X-Reason=good>;early-only",
        [](const std::string& text) {
            const auto to = read_refer_to(text);
            if (!to)
                return false;
            EXPECT_TRUE(sip::Uri::parse(to->uri)) << to->uri;
            EXPECT_TRUE(is_clean(to->uri)) << testing::PrintToString(text);
            for (const auto& header : to->headers)
                EXPECT_FALSE(header.name.empty()) << testing::PrintToString(text);
            return true;
        });
    EXPECT_GT(read, 500);
}

TEST(HeaderReaders, ReplacesNamesADialogOrNothing) {
    const auto read = mutate(
        "98732@pc33.example.com;from-tag=r33th4x0r;to-tag=ff87ff;early-only",
        [](const std::string& text) {
            const auto ids = read_replaces(text);
            if (!ids)
                return false;
            EXPECT_FALSE(ids->call_id.empty() || ids->to_tag.empty() || ids->from_tag.empty())
                << testing::PrintToString(text);
            return true;
        });
    EXPECT_GT(read, 500);
}

TEST(HeaderReaders, RackIsThreeWordsOrNothing) {
    const auto read = mutate("776656 1 INVITE",
                             [](const std::string& text) { return read_rack(text).has_value(); });
    EXPECT_GT(read, 500);
    for (const auto* text : {"",
                             "1",
                             "1 2",
                             "1 2 BYE",
                             "-1 2 INVITE",
                             "1 -2 INVITE",
                             "4294967296 1 INVITE",
                             "1 99999999999999999999 INVITE"})
        EXPECT_FALSE(read_rack(text)) << text;
}

TEST(HeaderReaders, ReasonHasACauseInAnyCase) {
    mutate("Q.850;cause=16;text=\"Normal call clearing\"", [](const std::string& text) {
        EXPECT_FALSE(cause_of_reason(text, model::cause::kNormalClearing).name.empty());
        return true;
    });
}

TEST(HeaderReaders, PrivacyIsReadFromAnything) {
    mutate("id;header;user;critical", [](const std::string& text) {
        read_privacy(text);
        return true;
    });
}

TEST(HeaderReaders, SessionTimersHaveNoIntervalBelowZero) {
    mutate("1800;refresher=uac", [](const std::string& text) {
        sip::Response answer;
        answer.headers = {{"Session-Expires", text}, {"Min-SE", text}, {"Require", "timer"}};
        EXPECT_GE(accepted_session(session_of(answer)).interval.count(), 0);
        EXPECT_GE(least_session(answer).count(), 0);
        return true;
    });
}

}  // namespace
}  // namespace sofia::call
