#include "commands/xml_text.hpp"

#include <gtest/gtest.h>

namespace sofia::commands {
namespace {

TEST(XmlEscape, ReplacesWhatWouldBeMarkup) {
    EXPECT_EQ(xml_escape("\"\" <sip:a&b@h>"), "&quot;&quot; &lt;sip:a&amp;b@h&gt;");
}

TEST(XmlEscape, WritesCharactersBeyondAsciiAsReferences) {
    EXPECT_EQ(xml_escape("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x93\x9E"), "&#233;&#8364;&#128222;");
}

TEST(XmlEscape, MakesWhatXmlCannotCarryVisible) {
    EXPECT_EQ(xml_escape(std::string_view("a\x01"
                                          "b\0c",
                                          5)),
              "a&#65533;b&#65533;c");
    EXPECT_EQ(xml_escape("\xEF\xBF\xBF"), "&#65533;");
}

TEST(XmlEscape, SurvivesBytesThatAreNotUtf8) {
    EXPECT_EQ(xml_escape("\xFFx"), "&#65533;x");
    EXPECT_EQ(xml_escape("\xC3"), "&#65533;");
    EXPECT_EQ(xml_escape("\xC0\xBC"), "&#65533;&#65533;") << "an overlong '<'";
    EXPECT_EQ(xml_escape("\xED\xA0\x80"), "&#65533;&#65533;&#65533;") << "a surrogate";
}

TEST(XmlText, PutsEachElementOnItsOwnIndentedLine) {
    XmlText text;
    text.declaration().open(0, "a").element(2, "b", "<").close(0, "a");
    EXPECT_EQ(text.text(),
              "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a>\n  <b>&lt;</b>\n</a>\n");
}

}  // namespace
}  // namespace sofia::commands
