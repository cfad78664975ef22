#include "call/codec_terms.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sip/codec_choice.hpp"
#include "sip/codec_list.hpp"

namespace sofia::call {
namespace {

using model::CodecNegotiation;
using model::CodecPreferences;

/// A list that a variable holds; what cannot be read of it is left out.
CodecPreferences list_of(const Variables& variables, std::string_view name) {
    const auto value = variables.get(name);
    return value.empty() ? CodecPreferences{} : sip::read_codec_list(value).codecs;
}

bool is_set(const Variables& variables, std::string_view name) {
    const auto value = variables.get(name);
    return !value.empty() && base::is_true(value);
}

sip::Body with_text(const sip::Body& body, std::string text) {
    return {body.content_type, std::move(text)};
}

/// The list that a callee's codecs are taken from, and whose order counts; empty list: any codec.
struct Terms {
    CodecPreferences list;
    CodecNegotiation order = CodecNegotiation::Greedy;
    std::string refusal;
};

Terms joined(const CodecPreferences& list, const CodecPreferences& allowed) {
    Terms terms;
    terms.list = allowed.empty() ? list : sip::in_both(list, allowed);
    if (terms.list.empty())
        terms.refusal = "none of " + sip::to_text(list) + " is in " + sip::to_text(allowed);
    return terms;
}

Terms terms_for(const CallerCodecs& caller,
                const model::ProfileMedia& callee,
                const Variables& leg) {
    if (const auto absolute = list_of(leg, "absolute_codec_string"); !absolute.empty())
        return joined(absolute, caller.allowed);
    if (caller.bypass || callee.bypass || is_set(leg, "bypass_media"))
        return {};
    if (caller.only_own || callee.disable_transcoding || is_set(leg, "inherit_codec")) {
        if (caller.chosen)
            return {{*caller.chosen}, CodecNegotiation::Greedy, {}};
        return {caller.allowed, caller.order, {}};
    }
    if (!callee.outbound.empty())
        return joined(callee.outbound, caller.allowed);
    return {caller.allowed, caller.order, {}};
}

}  // namespace

EarlyChoice choose_early(const model::ProfileMedia& media,
                         const Variables& caller,
                         const sip::Body& offer) {
    if (media.late_negotiation || media.bypass || offer.empty())
        return {};
    auto list = list_of(caller, "absolute_codec_string");
    if (list.empty())
        list = media.inbound;
    if (list.empty() && !media.disable_transcoding)
        return {};
    const auto choice = sip::choose_codecs(offer.data, list, media.negotiation);
    if (!choice.is_accepted)
        return {choice.reason, {}};
    return {{}, sip::to_text(sip::preferences_of(choice.codecs))};
}

CallerCodecs caller_codecs(const model::ProfileMedia& media, const Variables& caller) {
    CallerCodecs codecs;
    codecs.allowed = list_of(caller, "absolute_codec_string");
    codecs.bypass = media.bypass || is_set(caller, "bypass_media");
    if (codecs.allowed.empty() && !codecs.bypass)
        codecs.allowed = media.inbound;
    codecs.order = media.negotiation;
    codecs.only_own = media.disable_transcoding || is_set(caller, "inherit_codec");
    if (const auto early = list_of(caller, kCallerCodecs); !early.empty())
        codecs.chosen = early.front();
    return codecs;
}

LegOffer offer_to_callee(const sip::Body& offer,
                         const CallerCodecs& caller,
                         const model::ProfileMedia& callee,
                         const Variables& leg) {
    LegOffer result;
    if (offer.empty())
        return result;
    const auto terms = terms_for(caller, callee, leg);
    const auto wish = list_of(leg, "codec_string");
    if (terms.list.empty() && wish.empty() && terms.refusal.empty())
        return result;
    if (!terms.refusal.empty()) {
        result.refusal = terms.refusal;
        return result;
    }
    auto choice = sip::choose_codecs(offer.data, terms.list, terms.order);
    if (!choice.is_accepted) {
        result.refusal = choice.reason;
        return result;
    }
    if (!terms.list.empty())
        result.held_to = sip::to_text(terms.list);
    if (!wish.empty()) {
        const auto ordered = sip::reordered(sip::preferences_of(choice.codecs), wish);
        choice = sip::choose_codecs(offer.data, ordered, CodecNegotiation::Greedy);
    }
    if (!choice.narrowed.empty())
        result.narrowed = with_text(offer, std::move(choice.narrowed));
    return result;
}

HeldDescription hold_to(const sip::Body& description, std::string_view held_to) {
    if (held_to.empty() || description.empty())
        return {};
    auto choice = sip::choose_codecs(
        description.data, sip::read_codec_list(held_to).codecs, CodecNegotiation::Generous);
    if (!choice.is_accepted)
        return {choice.reason, {}};
    if (choice.narrowed.empty())
        return {};
    return {{}, with_text(description, std::move(choice.narrowed))};
}

CodecInUse codec_of(const sip::Body& caller, const sip::Body& callee) {
    using Rate = std::pair<std::string_view, std::uint32_t>;
    constexpr std::array kBitRates{Rate{"PCMU", 64000},
                                   Rate{"PCMA", 64000},
                                   Rate{"G722", 64000},
                                   Rate{"G729", 8000},
                                   Rate{"G723", 6300},
                                   Rate{"GSM", 13200},
                                   Rate{"G728", 16000}};
    const auto codec = sip::codec_in_use(caller.data, callee.data);
    CodecInUse use{codec.name, codec.rate, codec.ptime_ms == 0 ? 20 : codec.ptime_ms, 0};
    if (codec.name.empty())
        return {};
    for (const auto& [name, rate] : kBitRates)
        if (base::iequals(name, codec.name))
            use.bit_rate = rate;
    return use;
}

}  // namespace sofia::call
