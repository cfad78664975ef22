#include "recovery/verdict.hpp"

#include <algorithm>

namespace sofia::recovery {

ProbeAnswer probe_answer(const sip::Response& response) noexcept {
    if (response.source.ip.empty() || response.status == 408)
        return ProbeAnswer::Silent;
    return response.status == 481 ? ProbeAnswer::Denied : ProbeAnswer::Alive;
}

Verdict judge(call::Side side, std::span<const ProbeAnswer> answers) {
    const auto peer = "peer of leg " + std::string(to_string(side));
    if (answers.empty())
        return {Fate::AskAgain, peer + " has not been asked"};
    if (std::find(answers.begin(), answers.end(), ProbeAnswer::Denied) != answers.end())
        return {Fate::Gone, peer + " has no such call (481)"};
    if (answers.back() == ProbeAnswer::Alive)
        return {Fate::Keep, peer + " is there"};
    const auto last_sound = std::find(answers.rbegin(), answers.rend(), ProbeAnswer::Alive);
    const auto silences = static_cast<std::size_t>(last_sound - answers.rbegin());
    const auto times = std::to_string(silences) + (silences == 1 ? " time" : " times");
    if (silences >= kMostSilences)
        return {Fate::Gone, peer + " was silent " + times};
    return {Fate::AskAgain, peer + " was silent " + times};
}

}  // namespace sofia::recovery
