#include "sip/codec_list.hpp"

#include <gmock/gmock.h>

namespace sofia::sip {
namespace {

using model::CodecPreference;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(CodecList, HasNamesRatesPacketTimesAndChannels) {
    const auto list = read_codec_list(" PCMU, PCMA@20i ,G729,opus@48000h@2c@10i,,G723@30i@6300b");
    EXPECT_THAT(list.codecs,
                ElementsAre(CodecPreference{"PCMU", 0, 0, 0},
                            CodecPreference{"PCMA", 0, 20, 0},
                            CodecPreference{"G729", 0, 0, 0},
                            CodecPreference{"opus", 48000, 10, 2},
                            CodecPreference{"G723", 0, 30, 0}));
    EXPECT_THAT(list.faults, IsEmpty());
}

TEST(CodecList, ModuleAndFormatAreWords) {
    const auto list =
        read_codec_list("CORE_PCM_MODULE.PCMU@8000h@20i@64000b,AMR~octet-align=1@8000h");
    EXPECT_THAT(list.codecs,
                ElementsAre(CodecPreference{"PCMU", 8000, 20, 0}, CodecPreference{"AMR", 0, 0, 0}));
    EXPECT_THAT(list.faults, IsEmpty());
}

TEST(CodecList, ABadEntryIsLeftOutAndNamed) {
    const auto list =
        read_codec_list("PCMU@20,PCMA,@20i,G 729,G729@x@20i,G722@0h,speex@-1h,GSM@5000i");
    EXPECT_THAT(list.codecs, ElementsAre(CodecPreference{"PCMA", 0, 0, 0}));
    EXPECT_THAT(list.faults,
                ElementsAre("'PCMU@20': '@20' is none of @8000h, @20i, @1c; the entry is left out",
                            "'@20i': no codec name; the entry is left out",
                            "'G 729': no codec name; the entry is left out",
                            HasSubstr("'G729@x@20i': '@x' is none of"),
                            HasSubstr("'G722@0h'"),
                            HasSubstr("'speex@-1h'"),
                            "'GSM@5000i': '@5000i' is more than 1000; the entry is left out"));
}

TEST(CodecList, AnUnknownNameStaysAndIsNamed) {
    const auto list = read_codec_list("PMCU");
    EXPECT_THAT(list.codecs, ElementsAre(CodecPreference{"PMCU", 0, 0, 0}));
    EXPECT_THAT(list.faults, ElementsAre("'PMCU': unknown codec; it is matched by its name"));
}

TEST(CodecList, OfNothingIsEmpty) {
    for (const auto* text : {"", ",", " , ,"}) {
        EXPECT_THAT(read_codec_list(text).codecs, IsEmpty()) << text;
        EXPECT_THAT(read_codec_list(text).faults, IsEmpty()) << text;
    }
}

TEST(CodecList, IsWrittenAsItIsRead) {
    const std::string text = "PCMU,PCMA@20i,opus@48000h@10i@2c";
    EXPECT_EQ(to_text(read_codec_list(text).codecs), text);
}

TEST(CodecLists, HaveInCommonWhatBothNameInTheOrderOfTheFirst) {
    const auto both = [](const char* one, const char* other) {
        return to_text(in_both(read_codec_list(one).codecs, read_codec_list(other).codecs));
    };
    EXPECT_EQ(both("PCMA,G729,PCMU@30i", "pcmu,PCMA"), "PCMA,PCMU@30i");
    EXPECT_EQ(both("speex,opus", "speex@16000h"), "speex@16000h");
    EXPECT_EQ(both("speex@8000h", "speex@16000h"), "");
    EXPECT_EQ(both("G722@16000h", "G722@8000h"), "G722@16000h");
}

TEST(CodecLists, AreReorderedWithoutLossOrGain) {
    const auto order = [](const char* list, const char* wish) {
        return to_text(reordered(read_codec_list(list).codecs, read_codec_list(wish).codecs));
    };
    EXPECT_EQ(order("PCMU,PCMA,G729", "G729,opus,PCMA"), "G729,PCMA,PCMU");
    EXPECT_EQ(order("PCMU,PCMA", "PCMA,PCMA"), "PCMA,PCMU");
    EXPECT_EQ(order("", "PCMA"), "");
}

}  // namespace
}  // namespace sofia::sip
