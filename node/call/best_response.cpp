#include "call/best_response.hpp"

namespace sofia::call {
namespace {

/// Lower is better.
int rank(const Failure& failure) noexcept {
    if (failure.status == 0)
        return 1000;
    if (failure.status >= 600)
        return 0;
    const int by_class = failure.status / 100 * 100;
    switch (failure.status) {
        case 486:  // A busy callee says more than one who was not found.
        case 484:
        case 415:
        case 420:
            return by_class + 1;
        case 408:  // A timeout says least of its class.
        case 487:
            return by_class + 3;
        default:
            return by_class + 2;
    }
}

}  // namespace

const Failure& better_failure(const Failure& first, const Failure& second) noexcept {
    return rank(second) < rank(first) ? second : first;
}

int passed_status(int status, int otherwise) noexcept {
    const bool is_ours = status < 400 || status == 401 || status == 407 || status == 422;
    return is_ours ? otherwise : status;
}

std::optional<int> told_status(const Failure& failure) noexcept {
    constexpr int kBadExtension = 420;
    constexpr int kExtensionRequired = 421;
    constexpr int kFlowFailed = 430;  // Of the proxy next to a phone (RFC 5626 11.5).
    constexpr int kRequestTerminated = 487;
    for (const int ours : {kBadExtension, kExtensionRequired, kFlowFailed, kRequestTerminated})
        if (failure.status == ours)
            return std::nullopt;
    const int status = failure.status < 400 ? 0 : passed_status(failure.status, 0);
    return status == 0 ? std::nullopt : std::optional(status);
}

bool is_dialog_gone(int status) noexcept {
    return status == 481 || status == 408;
}

}  // namespace sofia::call
