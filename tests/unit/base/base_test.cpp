#include <set>
#include <unordered_set>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/uuid.hpp"

namespace sofia::base {
namespace {

TEST(Uuid, IsOfVersion4InLowerCaseAndNeverTheSame) {
    std::set<std::string> seen;
    for (int i = 0; i < 2000; ++i) {
        const auto uuid = make_uuid();
        ASSERT_EQ(uuid.size(), 36U);
        for (const std::size_t dash : {8, 13, 18, 23})
            EXPECT_EQ(uuid[dash], '-');
        EXPECT_EQ(uuid[14], '4');
        EXPECT_NE(uuid, process_uuid());
        EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
        EXPECT_EQ(uuid.find_first_not_of("0123456789abcdef-"), std::string::npos);
        EXPECT_TRUE(seen.insert(uuid).second);
    }
}

TEST(NameUuid, IsTheSameForTheSameName) {
    // As Python's uuid.uuid5 has it, in the namespace of this product.
    EXPECT_EQ(name_uuid("prod/external/trunk"), "30d892ca-c974-5e70-81a9-a7ff7f7bda54");
    EXPECT_NE(name_uuid("prod/external/trunk"), name_uuid("prod/external/other"));
}

TEST(Token, HasTwoHexDigitsAByte) {
    EXPECT_EQ(make_token(8).size(), 16U);
    EXPECT_NE(make_token(8), make_token(8));
    EXPECT_EQ(make_token(0), "");
    // Longer than the block in which random bytes are drawn.
    EXPECT_EQ(make_token(5000).size(), 10000U);
}

TEST(WallTime, GoesToTheDatabaseAndBack) {
    EXPECT_EQ(to_epoch_ms(from_epoch_ms(1767225600123)), 1767225600123);
    EXPECT_GT(system_clock().wall(), from_epoch_ms(1600000000000));
    const auto earlier = system_clock().steady();
    EXPECT_LE(earlier, system_clock().steady());
}

TEST(StrongString, IsOrderedAndHashedByItsText) {
    EXPECT_EQ(CallUuid("a"), CallUuid("a"));
    EXPECT_LT(CallUuid("a"), CallUuid("b"));
    EXPECT_TRUE(CallUuid().empty());
    std::unordered_set<NodeName> names{NodeName("n1"), NodeName("n1"), NodeName("n2")};
    EXPECT_EQ(names.size(), 2U);
}

TEST(Result, CarriesTheKindAndTheSentence) {
    const Result<int> failed = fail(ErrorKind::Stale, "epoch 3 is older than 4");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::Stale);
    EXPECT_STREQ(to_string(failed.error().kind), "stale epoch");
    EXPECT_EQ(failed.error().text, "epoch 3 is older than 4");
}

TEST(LogLevel, IsReadInTheWordsOfBothSystems) {
    EXPECT_EQ(parse_log_level("debug"), LogLevel::Debug);
    EXPECT_EQ(parse_log_level("notice"), LogLevel::Info);
    EXPECT_EQ(parse_log_level("warning"), LogLevel::Warn);
    EXPECT_EQ(parse_log_level("crit"), LogLevel::Error);
    EXPECT_EQ(parse_log_level("loud").error().kind, ErrorKind::Invalid);
}

TEST(Log, CanNotBeOpenedWhereNoFileCanBe) {
    const auto opened = open_log(LogLevel::Info, "/proc/no/such/file.log");
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().text.find("/proc/no/such/file.log"), std::string::npos);
}

TEST(Log, ReachesItsListenerOnlyAtOrAboveItsLevel) {
    static int heard;
    heard = 0;
    set_log_listener([](const LogLine& line) {
        ++heard;
        EXPECT_EQ(to_string(line.level), "warn");
        EXPECT_EQ(to_string(line.area), "store");
        EXPECT_EQ(line.text, "disk=1 full");
    });
    set_log_level(LogLevel::Warn);
    LOG_INFO(Area::Store, "not {}", "heard");
    LOG_WARN(Area::Store, "disk={} full", 1);
    set_log_level(LogLevel::Info);
    set_log_listener(nullptr);
    LOG_WARN(Area::Store, "nobody listens");
    EXPECT_EQ(heard, 1);
}

}  // namespace
}  // namespace sofia::base
