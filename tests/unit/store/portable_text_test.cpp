#include "store/portable_text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sofia::test {
namespace {

using store::from_portable;
using store::is_portable;
using store::to_portable;

TEST(PortableText, WellFormedUtf8StaysAsItIs) {
    for (const std::string text : {"",
                                   "plain ASCII that is longer than eight bytes",
                                   "J\u00fcrgen \u20ac \u4f60\u597d \U0001F4DE",
                                   "\x01\x7f\r\n\t",
                                   "\ue000\uf6ff\uf800"}) {
        EXPECT_TRUE(is_portable(text)) << text;
        EXPECT_EQ(to_portable(text), text);
        EXPECT_EQ(from_portable(text), text);
    }
}

TEST(PortableText, WhatIsNotWellFormedBecomesSoAndComesBack) {
    const std::string nul("a\0b", 3);
    for (const std::string& text : {nul,
                                    std::string("J\xFCrgen"),
                                    std::string("cut \xE4\xBD"),
                                    std::string("overlong \xC0\xAF \xE0\x80\xAF \xF0\x80\x80\xAF"),
                                    std::string("surrogate \xED\xA0\x80"),
                                    std::string("too large \xF4\x90\x80\x80 \xF5\x80\x80\x80"),
                                    std::string("lone \x80 \xFE\xFF"),
                                    std::string("\xEF"),
                                    std::string("\xEF\x9C")}) {
        EXPECT_FALSE(is_portable(text)) << text;
        EXPECT_NE(to_portable(text), text);
        EXPECT_EQ(from_portable(to_portable(text)), text);
    }
}

TEST(PortableText, TheCharactersThatItUsesItselfComeBackToo) {
    const std::string own = "\uf700 \uf741 \uf7ff";
    EXPECT_FALSE(is_portable(own));
    EXPECT_EQ(from_portable(to_portable(own)), own);
}

TEST(PortableText, EveryPairOfBytesComesBack) {
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; ++second) {
            const std::string text{'x', static_cast<char>(first), static_cast<char>(second), 'y'};
            ASSERT_EQ(from_portable(to_portable(text)), text) << first << " " << second;
        }
}

TEST(PortableText, AByteIsShownAtItsPlaceInThePrivateArea) {
    EXPECT_EQ(to_portable("J\xFC"), "J\uf7fc");
}

}  // namespace
}  // namespace sofia::test
