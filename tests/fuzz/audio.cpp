// Fuzzes what reads a description's codecs: nothing that a peer sends may do harm, and what a list
// leaves of a description is taken by the same list as it is.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sip/codec_choice.hpp"
#include "sip/codec_list.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sofia;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const auto list = sip::read_codec_list("PCMA,PCMU@20i,opus@48000h@2c").codecs;
    for (const auto order : {model::CodecNegotiation::Generous,
                             model::CodecNegotiation::Greedy,
                             model::CodecNegotiation::Scrooge}) {
        const auto choice = sip::choose_codecs(text, list, order);
        if (choice.narrowed.empty())
            continue;
        const auto again = sip::choose_codecs(choice.narrowed, list, order);
        if (!again.is_accepted || !again.narrowed.empty())
            std::abort();
    }
    sip::shares_audio_codec(text, text);
    sip::codec_in_use(text, text);
    const auto written = sip::to_text(sip::read_codec_list(text).codecs);
    if (sip::to_text(sip::read_codec_list(written).codecs) != written)
        std::abort();
    return 0;
}
