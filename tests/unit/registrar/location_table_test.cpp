#include "registrar/location_table.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace sofia::registrar {
namespace {

using namespace std::chrono_literals;

constexpr base::WallTime kNow{base::Milliseconds(1767225600000)};

model::Registration binding(const std::string& user,
                            const std::string& uri,
                            base::Milliseconds left = 3600s,
                            const std::string& profile = "internal") {
    model::Registration result;
    result.key = {profile, user, "example.com", uri};
    result.contact = "\"\" <" + uri + ">";
    result.call_id = "call-" + uri;
    result.expires = kNow + left;
    result.refreshed = kNow;
    return result;
}

std::vector<std::string> uris(const LocationTable::Bindings& bindings) {
    std::vector<std::string> result;
    for (const auto* entry : bindings)
        result.push_back(entry->key.contact_uri);
    return result;
}

using Uris = std::vector<std::string>;

/// What list_behind() gives in steps of `limit`.
Uris listed_in_steps(const LocationTable& table, std::size_t limit) {
    Uris all;
    std::optional<model::RegistrationKey> last;
    while (true) {
        const auto some = table.list_behind(last ? &*last : nullptr, limit);
        EXPECT_LE(some.size(), limit);
        if (some.empty())
            return all;
        for (const auto& uri : uris(some))
            all.push_back(uri);
        last = some.back()->key;
    }
}

TEST(LocationTable, FindsAnAddressInAnyCase) {
    LocationTable table;
    table.put(binding("Bob", "sip:a"));
    EXPECT_EQ(uris(table.live({"internal", "bOB", "EXAMPLE.com"}, kNow)), Uris{"sip:a"});
    EXPECT_TRUE(table.live({"external", "bob", "example.com"}, kNow).empty());
    EXPECT_TRUE(table.live({"internal", "bob", "example.org"}, kNow).empty());
}

TEST(LocationTable, TellsOfEachChangeAndNotOfWhatIsLoaded) {
    LocationTable table;
    std::vector<std::pair<std::string, BindingChange>> told;
    table.on_change([&](const model::RegistrationKey& key, BindingChange change) {
        told.emplace_back(key.contact_uri, change);
    });
    table.load({binding("bob", "sip:a")});
    EXPECT_TRUE(told.empty());
    table.put(binding("bob", "sip:a"));
    table.put(binding("bob", "sip:b"));
    table.remove(binding("bob", "sip:a").key);
    table.remove(binding("bob", "sip:nothing").key);
    EXPECT_EQ(told,
              (std::vector<std::pair<std::string, BindingChange>>{{"sip:a", BindingChange::Renewed},
                                                                  {"sip:b", BindingChange::Made},
                                                                  {"sip:a", BindingChange::Gone}}));
}

TEST(LocationTable, ListsThoseOfSeveralHosts) {
    LocationTable table;
    table.put(binding("bob", "sip:a"));
    BindingFilter filter;
    filter.hosts = {"elsewhere.example", "EXAMPLE.com"};
    EXPECT_EQ(uris(table.list(filter)), Uris{"sip:a"});
    filter.hosts = {"elsewhere.example"};
    EXPECT_TRUE(table.list(filter).empty());
}

TEST(LocationTable, GivesTheBestContactFirst) {
    LocationTable table;
    auto low = binding("bob", "sip:low");
    low.q_thousandths = 500;
    auto older = binding("bob", "sip:older");
    older.refreshed -= 1s;
    table.put(low);
    table.put(older);
    table.put(binding("bob", "sip:newer"));
    EXPECT_EQ(uris(table.live({"internal", "bob", "example.com"}, kNow)),
              (Uris{"sip:newer", "sip:older", "sip:low"}));
}

TEST(LocationTable, LeavesOutWhatHasEnded) {
    LocationTable table;
    table.put(binding("bob", "sip:a", 10s));
    EXPECT_EQ(table.live({"internal", "bob", "example.com"}, kNow + 9s).size(), 1U);
    EXPECT_TRUE(table.live({"internal", "bob", "example.com"}, kNow + 10s).empty());
    EXPECT_EQ(table.size(), 1U);
}

TEST(LocationTable, ReplacesABindingWithTheSameKey) {
    LocationTable table;
    table.put(binding("bob", "sip:a", 10s));
    table.put(binding("bob", "sip:a", 20s));
    EXPECT_EQ(table.size(), 1U);
    EXPECT_TRUE(table.ended(kNow + 15s, 10).empty());
    EXPECT_EQ(table.find(binding("bob", "sip:a").key)->expires, kNow + 20s);
}

TEST(LocationTable, RemovesOneBindingAndSaysWhatItWas) {
    LocationTable table;
    table.put(binding("bob", "sip:a"));
    table.put(binding("bob", "sip:b"));
    const auto gone = table.remove(binding("bob", "sip:a").key);
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->call_id, "call-sip:a");
    EXPECT_FALSE(table.remove(binding("bob", "sip:a").key));
    EXPECT_FALSE(table.remove(binding("eve", "sip:a").key));
    EXPECT_EQ(table.find(binding("bob", "sip:a").key), nullptr);
    EXPECT_EQ(table.find(binding("eve", "sip:a").key), nullptr);
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(table.count("internal"), 1U);
    table.remove(binding("bob", "sip:b").key);
    EXPECT_EQ(table.count("internal"), 0U);
}

TEST(LocationTable, TellsEndedBindingsOldestFirstAndNoMoreThanAsked) {
    LocationTable table;
    table.put(binding("a", "sip:3", 3s));
    table.put(binding("b", "sip:1", 1s));
    table.put(binding("c", "sip:2", 2s));
    table.put(binding("d", "sip:9", 9s));
    EXPECT_EQ(uris(table.ended(kNow + 3s, 10)), (Uris{"sip:1", "sip:2", "sip:3"}));
    EXPECT_EQ(uris(table.ended(kNow + 3s, 2)), (Uris{"sip:1", "sip:2"}));
    EXPECT_TRUE(table.ended(kNow, 10).empty());
}

TEST(LocationTable, ListsByAnyField) {
    LocationTable table;
    table.put(binding("bob", "sip:b@10.0.0.2"));
    table.put(binding("alice", "sip:a@10.0.0.1"));
    table.put(binding("alice", "sip:x@10.0.0.3", 1h, "external"));
    EXPECT_EQ(uris(table.list({})), (Uris{"sip:a@10.0.0.1", "sip:x@10.0.0.3", "sip:b@10.0.0.2"}));
    EXPECT_EQ(table.list({"internal", "", "", "", ""}).size(), 2U);
    EXPECT_EQ(uris(table.list({"", "0.0.2", "", "", ""})), Uris{"sip:b@10.0.0.2"});
    EXPECT_EQ(uris(table.list({"", "", "ALICE", "", ""})),
              (Uris{"sip:a@10.0.0.1", "sip:x@10.0.0.3"}));
    EXPECT_EQ(uris(table.list({"internal", "", "alice", "example.com", ""})),
              Uris{"sip:a@10.0.0.1"});
    EXPECT_TRUE(table.list({"internal", "", "eve", "example.com", ""}).empty());
    EXPECT_TRUE(table.list({"", "", "", "example.org", ""}).empty());
    EXPECT_EQ(uris(table.list({"", "", "", "", "call-sip:b@10.0.0.2"})), Uris{"sip:b@10.0.0.2"});
}

TEST(LocationTable, FindsAUserOnEveryProfile) {
    LocationTable table;
    table.put(binding("bob", "sip:in"));
    table.put(binding("bob", "sip:ex", 1h, "external"));
    EXPECT_EQ(uris(table.live_on_any("bob", "example.com", kNow)), (Uris{"sip:ex", "sip:in"}));
}

TEST(LocationTable, IsReplacedAsAWholeByALoad) {
    LocationTable table;
    table.put(binding("bob", "sip:old"));
    table.load({binding("eve", "sip:1"), binding("eve", "sip:1", 5s), binding("eve", "sip:2")});
    EXPECT_EQ(table.size(), 2U);
    EXPECT_EQ(table.count("internal"), 2U);
    EXPECT_TRUE(table.live({"internal", "bob", "example.com"}, kNow).empty());
    EXPECT_EQ(table.find(binding("eve", "sip:1").key)->expires, kNow + 5s);
}

TEST(LocationTable, ListsInStepsWhatItListsAtOnce) {
    LocationTable table;
    for (const auto* user : {"dora", "bob", "Eve", "alice", "carl"})
        for (const auto* uri : {"sip:b", "sip:a"})
            for (const auto* profile : {"internal", "external"})
                table.put(binding(user, uri, 10s, profile));
    const auto all = uris(table.list({}));
    EXPECT_EQ(all.size(), 20U);
    for (const std::size_t limit : {1, 3, 10, 19, 20, 21})
        EXPECT_EQ(listed_in_steps(table, limit), all) << limit;
}

TEST(LocationTable, ListsBehindABindingThatIsGone) {
    LocationTable table;
    for (const auto* user : {"a", "b", "c"})
        table.put(binding(user, std::string("sip:") + user));
    table.remove(binding("b", "sip:b").key);
    const auto gone = binding("b", "sip:b").key;
    const auto last = binding("c", "sip:c").key;
    EXPECT_EQ(uris(table.list_behind(&gone, 10)), Uris{"sip:c"});
    EXPECT_TRUE(table.list_behind(&last, 10).empty());
    table.load({});
    EXPECT_TRUE(table.list_behind(nullptr, 10).empty());
}

TEST(LocationTable, ListsABindingOnceThatIsRefreshedWithItsHostInOtherLetters) {
    LocationTable table;
    table.put(binding("bob", "sip:a"));
    table.put(binding("bob", "sip:b"));
    auto shouted = binding("bob", "sip:a", 20s);
    shouted.key.host = "EXAMPLE.com";
    table.put(shouted);
    EXPECT_EQ(uris(table.list({})), (Uris{"sip:a", "sip:b"}));
    table.put(binding("bob", "sip:a"));
    EXPECT_EQ(listed_in_steps(table, 1), (Uris{"sip:a", "sip:b"}));
    EXPECT_TRUE(table.remove(binding("bob", "sip:a").key));
    EXPECT_EQ(listed_in_steps(table, 1), Uris{"sip:b"});
}

}  // namespace
}  // namespace sofia::registrar
