// One row for each slip of the pen in a dialplan: what stands in the file, and the whole warning.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/config_tree.hpp"

namespace sofia::config {
namespace {

using testing::Contains;
using testing::IsEmpty;

struct Slip {
    const char* what;
    const char* file;
    const char* warning;
};

void PrintTo(const Slip& slip, std::ostream* out) {
    *out << slip.what;
}

// A dialplan with this line as line 4 of d.xml, inside of a condition.
void write_dialplan(test::ConfigTree& tree, const std::string& line) {
    tree.write("freeswitch.xml",
               "<document type=\"freeswitch/xml\"><section name=\"configuration\">"
               "<configuration name=\"sofia.conf\"><profiles><profile name=\"p\"/></profiles>"
               "</configuration></section><section name=\"dialplan\">\n"
               "<X-PRE-PROCESS cmd=\"include\" data=\"d.xml\"/></section></document>");
    tree.write("d.xml",
               "<include>\n<context name=\"c\"><extension name=\"e\">\n"
               "<condition field=\"destination_number\" expression=\"^1$\">\n" +
                   line + "\n</condition></extension></context>\n</include>");
}

class DialplanSlip : public testing::TestWithParam<Slip> {};

TEST_P(DialplanSlip, HasItsLineAndWhatWasExpected) {
    test::ConfigTree tree;
    write_dialplan(tree, GetParam().file);
    EXPECT_THAT(
        tree.warnings(),
        Contains(std::string("d.xml:4: context 'c', extension 'e': ") + GetParam().warning));
}

INSTANTIATE_TEST_SUITE_P(
    Dialplan,
    DialplanSlip,
    testing::Values(
        Slip{"element",
             "<actoin application=\"set\" data=\"a=1\"/>",
             "<actoin> inside of <condition> is unknown; expected action, anti-action, condition, "
             "regex, expression"},
        Slip{"attribute of a condition",
             "<condition feild=\"x\"/>",
             "attribute 'feild' of <condition> is unknown; expected field, expression, break, "
             "regex, "
             "require-nested"},
        Slip{"attribute of an action",
             "<action application=\"set\" date=\"a=1\"/>",
             "attribute 'date' of <action> is unknown; expected application, data, inline, loop"},
        Slip{"inside of an action",
             "<action application=\"answer\"><param/></action>",
             "<param> inside of <action> is not read"},
        Slip{"application",
             "<action application=\"playback\" data=\"x.wav\"/>",
             "application 'playback' is not available and will be skipped, here and elsewhere"},
        Slip{"dial string",
             "<action application=\"bridge\" data=\"user/1,\"/>",
             "bridge 'user/1,': column 8: expected ENDPOINT/DESTINATION, for example user/1000"},
        Slip{"dial string of an anti-action",
             "<anti-action application=\"bridge\" data=\"sofia/p\"/>",
             "bridge 'sofia/p': column 1: expected '/' and an address after profile 'p'"},
        Slip{"cause",
             "<action application=\"hangup\" data=\"BUSSY\"/>",
             "hangup 'BUSSY': expected the name or the number of a cause, for example USER_BUSY"},
        Slip{"status",
             "<action application=\"respond\" data=\"200 OK\"/>",
             "respond '200 OK': expected a final status from 300 to 699"},
        Slip{"assignment",
             "<action application=\"set\" data=\"lonely\"/>",
             "set 'lonely': expected NAME=VALUE"}),
    [](const auto& instance) {
        std::string name;
        for (const char* c = instance.param.what; *c != '\0'; ++c)
            name.push_back(*c == ' ' || *c == '-' ? '_' : *c);
        return name;
    });

TEST(DialplanSlips, WhatIsRightHasNoWarning) {
    test::ConfigTree tree;
    write_dialplan(
        tree,
        "<action application=\"bridge\" data=\"user/${dialed}\" inline=\"false\" loop=\"1\"/>"
        "<condition hour=\"9-17\" break=\"never\" require-nested=\"false\"/>");
    EXPECT_THAT(tree.warnings(), IsEmpty());
}

TEST(DialplanSlips, ApplicationThatIsNotThereIsNamedOnce) {
    test::ConfigTree tree;
    write_dialplan(tree,
                   "<action application=\"playback\" data=\"a\"/>"
                   "<action application=\"playback\" data=\"b\"/>");
    EXPECT_THAT(tree.warnings(), testing::SizeIs(1));
}

}  // namespace
}  // namespace sofia::config
