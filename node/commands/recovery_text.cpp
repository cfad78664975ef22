#include "commands/recovery_text.hpp"

#include <fmt/format.h>

#include "recovery/plan.hpp"

namespace sofia::commands {

namespace {

/// A line for each reason why calls were left.
std::string reasons(const recovery::Report& report) {
    std::string text;
    if (report.finished > 0)
        text += fmt::format("{} ended: one side had hung up\n", report.finished);
    for (const auto& [reason, count] : report.others)
        // Saying it twice is usual, and its answer is the one that scripts know.
        if (reason != recovery::kAlreadyLive)
            text += fmt::format("{} not recovered: {}\n", count, reason);
    for (const auto& [reason, count] : report.gone)
        text += fmt::format("{} ended since: {}\n", count, reason);
    return text;
}

}  // namespace

std::string recovery_text(const recovery::Report& report, std::string_view noun) {
    return (report.recovered == 0 ? fmt::format("No {}s to recover.\n", noun)
                                  : fmt::format("Recovered {} {}(s)\n", report.recovered, noun)) +
           reasons(report);
}

std::string recovery_sum_text(const recovery::Report& report) {
    return fmt::format("+OK {} session(s) recovered in total\n", report.recovered) +
           reasons(report);
}

std::string flush_text(std::size_t discarded) {
    return fmt::format("Flushing recovery database.\n{} call(s) discarded\n", discarded);
}

}  // namespace sofia::commands
