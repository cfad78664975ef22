#include "call/description.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/text.hpp"

namespace sofia::call {
namespace {

/// Calls `visit` for each line with its end.
template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        visit(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::string_view origin_of(std::string_view sdp) {
    std::string_view origin;
    for_each_line(sdp, [&](std::string_view line) {
        if (line.starts_with("o=") && origin.empty())
            origin = base::trim(line.substr(2));
    });
    return origin;
}

bool is_flow(std::string_view line) {
    const auto text = base::trim(line);
    return text == "a=sendonly" || text == "a=recvonly" || text == "a=inactive";
}

}  // namespace

sip::Body without_hold(sip::Body description) {
    std::string text;
    for_each_line(description.data, [&](std::string_view line) {
        if (!is_flow(line))
            text.append(line);
    });
    description.data = std::move(text);
    return description;
}

sip::Body continued(const sip::Body& last, sip::Body next) {
    auto words = base::words(origin_of(last.data));
    if (words.size() != 6 || last.data == next.data)
        return next;
    const auto version = base::to_number(words[2]);
    if (!version)
        return next;
    std::string text;
    for_each_line(next.data, [&](std::string_view line) {
        if (!line.starts_with("o=")) {
            text.append(line);
            return;
        }
        text.append(fmt::format("o={} {} {} {} {} {}\r\n",
                                words[0],
                                words[1],
                                *version + 1,
                                words[3],
                                words[4],
                                words[5]));
    });
    next.data = std::move(text);
    return next;
}

bool is_same_media(const sip::Body& left, const sip::Body& right) {
    const auto places = [](std::string_view sdp) {
        std::vector<std::string> found;
        for_each_line(sdp, [&](std::string_view line) {
            if (line.starts_with("c="))
                found.emplace_back(base::trim(line));
            if (!line.starts_with("m="))
                return;
            const auto words = base::words(line);
            for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 3); ++i)
                found.push_back(words[i]);
        });
        return found;
    };
    return places(left.data) == places(right.data);
}

}  // namespace sofia::call
