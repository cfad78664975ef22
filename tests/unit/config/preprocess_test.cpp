#include "config/preprocess.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Preprocess : public testing::Test {
  protected:
    // The merged text of root.xml without blanks at line ends; the error when there is one.
    std::string merged() {
        globals_ = preset_globals(test::test_host(), tree_.dir());
        auto result = preprocess(tree_.dir() / "root.xml", globals_, warnings_);
        if (!result)
            return tree_.relative(result.error().text);
        text_ = std::move(*result);
        return text_.text();
    }

    std::vector<std::string> warnings() {
        std::vector<std::string> texts;
        for (const auto& warning : warnings_.take())
            texts.push_back(tree_.relative(warning.str()));
        return texts;
    }

    test::ConfigTree tree_;
    Globals globals_;
    Warnings warnings_;
    MergedText text_;
};

TEST_F(Preprocess, SetsAndReplacesVariables) {
    tree_.write("root.xml",
                "<X-PRE-PROCESS cmd=\"set\" data=\" port = 5060 \"/>"
                "<a b=\"$${port}\" c=\"${port}\" d=\"$$x $\"/>");
    EXPECT_EQ(merged(), "<a b=\"5060\" c=\"${port}\" d=\"$$x $\"/>");
    EXPECT_THAT(warnings(), IsEmpty());
}

TEST_F(Preprocess, KnowsTheMachine) {
    tree_.write("root.xml",
                "$${hostname} $${local_ip_v4} $${local_mask_v4} $${local_ip_v6} $${domain} "
                "$${domain_name} $${core_uuid}");
    EXPECT_EQ(merged(),
              "node-a 192.0.2.10 255.255.255.0 2001:db8::10 192.0.2.10 192.0.2.10 "
              "11111111-2222-3333-4444-555555555555");
}

TEST_F(Preprocess, DomainNameFollowsDomainUntilItIsSet) {
    tree_.write("root.xml",
                "<X-PRE-PROCESS cmd=\"set\" data=\"domain=example.com\"/>$${domain_name}");
    EXPECT_EQ(merged(), "example.com");
    EXPECT_EQ(globals_.plain().at("domain_name"), "example.com");
}

TEST_F(Preprocess, UsesEarlierVariablesInLaterOnes) {
    tree_.write("root.xml",
                "<X-PRE-PROCESS cmd=\"set\" data=\"a=1\"/>\n"
                "<X-PRE-PROCESS cmd=\"set\" data=\"b=$${a}2\"/>\n"
                "<X-PRE-PROCESS cmd=\"set\" data=\"a=9\"/>\n$${b}");
    EXPECT_EQ(merged(), "\n\n\n12");
}

TEST_F(Preprocess, TakesEnvironmentVariablesAsPlainText) {
    ASSERT_EQ(setenv("SOFIA_TEST_SECRET", "a<b&c", 1), 0);
    tree_.write("root.xml",
                "<X-PRE-PROCESS cmd=\"env-set\" data=\"secret=SOFIA_TEST_SECRET\"/>"
                "<X-PRE-PROCESS cmd=\"set\" data=\"kept=yes\"/>"
                "<X-PRE-PROCESS cmd=\"env-set\" data=\"kept=SOFIA_TEST_NOT_THERE\"/>"
                "$${secret} $${kept}");
    EXPECT_EQ(merged(), "a&lt;b&amp;c yes");
    EXPECT_EQ(globals_.plain().at("secret"), "a<b&c");
    EXPECT_THAT(warnings(),
                ElementsAre("root.xml:1: the environment variable 'SOFIA_TEST_NOT_THERE' is not "
                            "set; 'kept' stays as it was"));
}

TEST_F(Preprocess, IncludesGlobsInOrderRelativeToTheIncludingFile) {
    tree_.write("root.xml", "[<X-PRE-PROCESS cmd=\"include\" data=\"sub/*.xml\"/>]");
    tree_.write("sub/b.xml", "<include>b</include>");
    tree_.write("sub/a.xml",
                "<?xml version=\"1.0\"?>a<X-PRE-PROCESS cmd=\"include\" data=\"../c.xml\"/>");
    tree_.write("c.xml", "c");
    EXPECT_EQ(merged(), "[acb]");
}

TEST_F(Preprocess, WarnsWhenThereIsNothingToInclude) {
    tree_.write("root.xml", "\n<X-PRE-PROCESS cmd=\"include\" data=\"none/*.xml\"/>");
    EXPECT_EQ(merged(), "\n");
    EXPECT_THAT(warnings(), ElementsAre("root.xml:2: no files to include at none/*.xml"));
}

TEST_F(Preprocess, RefusesAFileThatIncludesItself) {
    tree_.write("root.xml", "<X-PRE-PROCESS cmd=\"include\" data=\"a.xml\"/>");
    tree_.write("a.xml", "\n<X-PRE-PROCESS cmd=\"include\" data=\"*.xml\"/>");
    EXPECT_EQ(merged(), "a.xml:2: 'a.xml' includes itself");
}

TEST_F(Preprocess, RefusesMoreThanAHundredLevels) {
    tree_.write("root.xml", "<X-PRE-PROCESS cmd=\"include\" data=\"f1.xml\"/>");
    for (int i = 1; i < 110; ++i)
        tree_.write("f" + std::to_string(i) + ".xml",
                    "<X-PRE-PROCESS cmd=\"include\" data=\"f" + std::to_string(i + 1) + ".xml\"/>");
    EXPECT_EQ(merged(),
              "f99.xml:1: 'f100.xml' is one file too many; expected at most 100 levels and 10000 "
              "files");
}

TEST_F(Preprocess, RefusesADirectoryAsAFile) {
    tree_.write("root.xml", "<X-PRE-PROCESS cmd=\"include\" data=\"sub\"/>");
    tree_.write("sub/a.xml", "a");
    EXPECT_EQ(merged(), "root.xml:1: 'sub' cannot be read: it is a directory");
}

TEST_F(Preprocess, LeavesCommentsOutWithTheirDirectives) {
    tree_.write("root.xml",
                "a<!-- <X-PRE-PROCESS cmd=\"set\" data=\"x=1\"/>\n $${nothing} -->b"
                "<X-NO-PRE-PROCESS cmd=\"set\" data=\"x=2\"/>");
    EXPECT_EQ(merged(), "ab<X-NO-PRE-PROCESS cmd=\"set\" data=\"x=2\"/>");
    EXPECT_THAT(warnings(), IsEmpty());
    EXPECT_FALSE(globals_.markup("x").has_value());
}

TEST_F(Preprocess, CarriesOutTheOldForm) {
    tree_.write("root.xml", "<!--#set \"x=1\"-->$${x}");
    EXPECT_EQ(merged(), "1");
}

TEST_F(Preprocess, RefusesACommentWithoutEnd) {
    tree_.write("root.xml", "a\nb<!-- c");
    EXPECT_EQ(merged(), "root.xml:2: this comment has no end; expected '-->'");
}

TEST_F(Preprocess, KeepsCharacterDataAsItIs) {
    tree_.write("root.xml",
                "<X-PRE-PROCESS cmd=\"set\" data=\"x=1\"/><![CDATA[<!-- $${x}\n-->]]>$${x}");
    EXPECT_EQ(merged(), "<![CDATA[<!-- 1\n-->]]>1");
}

TEST_F(Preprocess, RunsNoProgramAndSaysSoOnce) {
    tree_.write("root.xml",
                "<X-PRE-PROCESS cmd=\"exec-set\" data=\"a=touch pwned\"/>\n"
                "<X-PRE-PROCESS cmd=\"exec-set\" data=\"b=touch pwned\"/>\n"
                "<X-PRE-PROCESS cmd=\"exec\" data=\"touch pwned\"/>");
    merged();
    EXPECT_THAT(warnings(),
                ElementsAre(HasSubstr("root.xml:1: X-PRE-PROCESS exec-set is not run"),
                            HasSubstr("root.xml:3: X-PRE-PROCESS exec is not run")));
    EXPECT_FALSE(std::filesystem::exists("pwned"));
}

TEST_F(Preprocess, AnswersStunWithTheMainAddress) {
    tree_.write("root.xml",
                "<X-PRE-PROCESS cmd=\"stun-set\" data=\"external=stun:stun.example.com\"/>"
                "$${external}");
    EXPECT_EQ(merged(), "192.0.2.10");
    EXPECT_THAT(warnings(),
                ElementsAre(HasSubstr("no STUN server is asked; 'external' is 192.0.2.10")));
}

TEST_F(Preprocess, WarnsOnceOfAVariableThatIsNotSet) {
    tree_.write("root.xml", "[$${gone}]\n[$${gone}]");
    EXPECT_EQ(merged(), "[]\n[]");
    EXPECT_THAT(warnings(),
                ElementsAre("root.xml:1: the global variable 'gone' is not set; $${gone} stands "
                            "for nothing"));
}

TEST_F(Preprocess, WarnsOfDirectivesThatDoNothing) {
    tree_.write("root.xml",
                "<X-PRE-PROCESS cmd=\"set\" data=\"nothing\"/>\n"
                "<X-PRE-PROCESS cmd=\"frobnicate\" data=\"a=b\"/>");
    merged();
    EXPECT_THAT(warnings(),
                ElementsAre("root.xml:1: X-PRE-PROCESS set sets nothing: 'nothing'; expected "
                            "name=value",
                            "root.xml:2: X-PRE-PROCESS command 'frobnicate' is unknown; expected "
                            "set, env-set, stun-set or include"));
}

TEST_F(Preprocess, RemembersWhereEachCharacterCameFrom) {
    tree_.write("root.xml",
                "\xEF\xBB\xBF"
                "1\n<!-- x\n -->2\n<X-PRE-PROCESS cmd=\"include\" data=\"sub.xml\"/>3\n4");
    tree_.write("sub.xml", "s\nt");
    const auto text = merged();
    EXPECT_EQ(text, "1\n2\ns\nt3\n4");
    const auto place = [&](char c) { return tree_.relative(text_.place_of(text.find(c)).str()); };
    EXPECT_EQ(place('1'), "root.xml:1");
    EXPECT_EQ(place('2'), "root.xml:3");
    EXPECT_EQ(place('s'), "sub.xml:1");
    EXPECT_EQ(place('t'), "sub.xml:2");
    EXPECT_EQ(place('3'), "root.xml:4");
    EXPECT_EQ(place('4'), "root.xml:5");
}

}  // namespace
}  // namespace sofia::config
