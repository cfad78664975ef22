#include <gmock/gmock.h>

#include "commands/originate_words.hpp"
#include "unit/commands/command_world.hpp"

namespace sofia::commands {
namespace {

using testing::IsEmpty;
using testing::MatchesRegex;

constexpr auto kUsage =
    "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] "
    "[<cid_name>] [<cid_num>] [<timeout_sec>]";

TEST(ParseOriginate, ReadsAnExtension) {
    const auto what = parse_originate("user/1001 2000").value();
    EXPECT_EQ(what.first, "user/1001");
    EXPECT_EQ(what.second, "");
    EXPECT_EQ(what.extension, "2000");
    EXPECT_EQ(what.context, "default");
    EXPECT_EQ(what.timeout, std::chrono::seconds(60));
}

TEST(ParseOriginate, ReadsABridge) {
    const auto what =
        parse_originate("user/1001 &bridge(sofia/internal/sip:2000@10.0.0.1)").value();
    EXPECT_EQ(what.second, "sofia/internal/sip:2000@10.0.0.1");
    EXPECT_EQ(what.extension, "");
}

TEST(ParseOriginate, KeepsBlanksInBracketsAndQuotesTogether) {
    const auto what = parse_originate(
                          "{origination_caller_id_name='A (B',x=1, y=2}[z=3 4]user/1001 "
                          "&bridge({a=b c}user/1002, user/1003) XML public 'Alice B' 1001 20")
                          .value();
    EXPECT_EQ(what.first, "{origination_caller_id_name='A (B',x=1, y=2}[z=3 4]user/1001");
    EXPECT_EQ(what.second, "{a=b c}user/1002, user/1003");
    EXPECT_EQ(what.context, "public");
    EXPECT_EQ(what.caller_id_name, "Alice B");
    EXPECT_EQ(what.caller_id_number, "1001");
    EXPECT_EQ(what.timeout, std::chrono::seconds(20));
}

TEST(ParseOriginate, TakesUndefForNothing) {
    const auto what = parse_originate("user/1001 2000 undef undef undef 1001").value();
    EXPECT_EQ(what.context, "default");
    EXPECT_EQ(what.caller_id_name, "");
    EXPECT_EQ(what.caller_id_number, "1001");
}

TEST(ParseOriginate, RefusesWhatItCannotRead) {
    for (const auto* line : {"",
                             "user/1001",
                             "user/1001 &bridge(",
                             "user/1001 &bridge()",
                             "user/1001 &bridge( )",
                             "user/1001 &bridge",
                             "user/1001 &",
                             "user/1001 2000 XML default a b c",
                             "user/1001 2000 XML default a b 0",
                             "user/1001 2000 XML default a b 3601",
                             "user/1001 2000 XML default a b 10 more"}) {
        const auto what = parse_originate(line);
        ASSERT_FALSE(what.has_value()) << line;
        EXPECT_EQ(what.error().kind, base::ErrorKind::Invalid) << line;
        EXPECT_EQ(what.error().text, kUsage) << line;
    }
}

TEST(ParseOriginate, NamesWhatThisVersionDoesNotHave) {
    EXPECT_EQ(parse_originate("user/1001 &echo()").error().text,
              "application echo is not supported in this version");
    EXPECT_EQ(parse_originate("user/1001 &park").error().text,
              "application park is not supported in this version");
    EXPECT_EQ(parse_originate("user/1001 2000 inline").error().text,
              "dialplan inline is not supported in this version");
}

class Originate : public CommandWorld {};

TEST_F(Originate, AnswersWithTheLegWhenTheFirstSideHasAnswered) {
    writer_.commit_at_once();
    begin("originate sofia/internal/alice@203.0.113.9 &bridge(sofia/external/bob@198.51.100.7)");
    EXPECT_THAT(replies(), IsEmpty()) << "nobody has answered";
    const auto invite = internal().last(sip::Method::Invite);
    EXPECT_EQ(invite->target, "sip:alice@203.0.113.9");
    invite->answer(200, test::sdp("alice"));
    drain();
    ASSERT_EQ(replies().size(), 1U);
    EXPECT_THAT(replies().front(), MatchesRegex("\\+OK [0-9a-f-]{36}\n"));
    EXPECT_EQ(callee()->target, "sip:bob@198.51.100.7");

    const auto uuid = replies().front().substr(4, 36);
    EXPECT_EQ(run("uuid_kill " + uuid), "+OK\n");
    callee()->answer(487);
    drain();
    answer_byes();
}

TEST_F(Originate, AnswersWithTheCauseWhenNobodyDid) {
    begin("originate sofia/internal/alice@203.0.113.9 2000");
    internal().last(sip::Method::Invite)->answer(486);
    drain();
    EXPECT_THAT(replies(), testing::ElementsAre("-ERR USER_BUSY\n"));
}

TEST_F(Originate, AnswersWithTheCauseOfAPlaceThatCannotBeCalled) {
    EXPECT_EQ(run("originate sofia/nosuch/alice@203.0.113.9 2000"), "-ERR INVALID_PROFILE\n");
    EXPECT_EQ(run("originate {x sofia/internal/alice@203.0.113.9 2000"),
              std::string(kUsage) + "\n");
    EXPECT_EQ(run("originate nonsense 2000"), "-ERR INVALID_URL\n");
}

TEST_F(Originate, ExplainsItself) {
    EXPECT_EQ(run("originate"), std::string(kUsage) + "\n");
    EXPECT_EQ(run("originate user/1001 &echo"),
              "-ERR application echo is not supported in this version\n");
}

}  // namespace
}  // namespace sofia::commands
