#include "model/acl_entry.hpp"

#include <gtest/gtest.h>

namespace sofia::model {
namespace {

class Entry : public testing::Test {
  protected:
    void SetUp() override {
        lists_.set("trunks", {});
        lists_.set("odd:name", {});
    }
    void expect(std::string_view text,
                std::string_view list,
                std::string_view pass,
                std::string_view fail) const {
        const auto entry = read_acl_entry(lists_, text);
        EXPECT_EQ(entry.list, list) << text;
        EXPECT_EQ(entry.pass_context, pass) << text;
        EXPECT_EQ(entry.fail_context, fail) << text;
    }

    AclLists lists_;
};

TEST_F(Entry, IsAListWithNoneOneOrTwoContexts) {
    expect("trunks", "trunks", "", "");
    expect("trunks:public", "trunks", "public", "");
    expect("trunks:public:strangers", "trunks", "public", "strangers");
    expect("trunks::strangers", "trunks", "", "strangers");
    expect("trunks:public:", "trunks", "public", "");
}

TEST_F(Entry, KeepsTheColonsOfItsListOrNetwork) {
    expect("odd:name", "odd:name", "", "");
    expect("odd:name:public:strangers", "odd:name", "public", "strangers");
    expect("10.0.0.0/8:public:strangers", "10.0.0.0/8", "public", "strangers");
    expect("2001:db8::/32", "2001:db8::/32", "", "");
    expect("2001:db8::/32:public", "2001:db8::/32", "public", "");
    expect("2001:db8::/32:public:strangers", "2001:db8::/32", "public", "strangers");
}

TEST_F(Entry, OfAListThatNobodyKnowsLetsNobodyIn) {
    for (const auto* text : {"", ":", "::", "typo:public:strangers", "trunks:a:b:c"}) {
        expect(text, text, "", "");
        EXPECT_FALSE(lists_.check(read_acl_entry(lists_, text).list, "192.0.2.1").allowed) << text;
    }
}

TEST_F(Entry, OfSeveralIsEnoughToLetAnAddressIn) {
    const std::vector<std::string> entries{"typo", "192.0.2.0/24:public:strangers"};
    EXPECT_TRUE(lets_in(lists_, entries, "192.0.2.1", 0));
    EXPECT_FALSE(lets_in(lists_, entries, "198.51.100.1", 0)) << "a context is no permission";
    EXPECT_FALSE(lets_in(lists_, {}, "192.0.2.1", 0));
}

}  // namespace
}  // namespace sofia::model
