#include "cluster/bind_policy.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sofia::cluster {

BindDecision decide_bind(std::size_t open,
                         const std::vector<NotOpen>& missing,
                         base::Milliseconds elapsed) {
    using Kind = BindDecision::Kind;
    if (missing.empty())
        return open > 0 ? BindDecision{Kind::Serve, {}}
                        : BindDecision{Kind::GiveUp, "the configuration has no profile"};
    std::vector<std::string> words;
    for (const auto& profile : missing)
        words.push_back(fmt::format("profile {} is not open: {}", profile.profile, profile.reason));
    auto reason = fmt::format("{}", fmt::join(words, "; "));
    const bool may_pass =
        std::any_of(missing.begin(), missing.end(), [](const auto& one) { return one.may_pass; });
    if (may_pass && elapsed < kBindPatience)
        return {Kind::TryAgain, std::move(reason)};
    const bool is_needed =
        std::any_of(missing.begin(), missing.end(), [](const auto& one) { return one.is_needed; });
    return {open > 0 && !is_needed ? Kind::Serve : Kind::GiveUp, std::move(reason)};
}

}  // namespace sofia::cluster
