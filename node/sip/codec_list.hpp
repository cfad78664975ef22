#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/codec.hpp"
#include "sip/audio.hpp"

namespace sofia::sip {

/// A preference list that was read, and what could not be.
struct CodecList {
    model::CodecPreferences codecs;
    /// What is wrong with entries, in words: entries that were left out, and names that no one has
    /// heard of, which stay because any codec can pass.
    std::vector<std::string> faults;
};

/// Reads `PCMU,PCMA@20i,opus@48000h@2c`: names with rate (h), packet time in ms (i), channels (c);
/// a bit rate (b), a module before a dot and a format after `~` are accepted and mean nothing here.
CodecList read_codec_list(std::string_view text);

/// The list as text that read_codec_list() reads.
std::string to_text(const model::CodecPreferences& codecs);

/// Codecs of a description as a preference list, in their order.
model::CodecPreferences preferences_of(const std::vector<AudioCodec>& codecs);

/// The entries of `list` that name a codec of `other` as well, in the order of `list`.
model::CodecPreferences in_both(const model::CodecPreferences& list,
                                const model::CodecPreferences& other);

/// The list with the entries first that `wish` names, in its order. None is added or lost.
model::CodecPreferences reordered(model::CodecPreferences list,
                                  const model::CodecPreferences& wish);

/// Whether an entry names this codec: name, rate and channels where it says them. G722 may be
/// called by its sampling rate, which is not its clock rate (RFC 3551 4.5.2).
bool names_codec(const model::CodecPreference& entry, const AudioCodec& codec) noexcept;

}  // namespace sofia::sip
