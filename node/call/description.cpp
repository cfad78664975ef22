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

/// A media section: its m= line and which way it flows.
struct Stream {
    std::string line;
    std::string flow;
};

std::vector<Stream> streams_of(std::string_view sdp) {
    std::vector<Stream> streams;
    std::string session = "a=sendrecv";
    for_each_line(sdp, [&](std::string_view line) {
        const auto text = base::trim(line);
        if (line.starts_with("m="))
            streams.push_back({std::string(text), session});
        else if (is_flow(line) || text == "a=sendrecv")
            (streams.empty() ? session : streams.back().flow) = text;
    });
    return streams;
}

/// The other half of an offered flow, as a line.
std::string_view answering_flow(std::string_view offered) {
    if (offered == "a=sendonly")
        return "a=recvonly\r\n";
    if (offered == "a=recvonly")
        return "a=sendonly\r\n";
    return offered == "a=inactive" ? "a=inactive\r\n" : "a=sendrecv\r\n";
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

sip::Body following(const sip::Body& last, sip::Body next) {
    const auto before = base::words(origin_of(last.data));
    const auto now = base::words(origin_of(next.data));
    if (before.size() != 6 || now.size() != 6 || before[0] != now[0] || before[1] != now[1] ||
        before[5] != now[5])
        return next;
    const auto last_version = base::to_number(before[2]);
    const auto version = base::to_number(now[2]);
    if (!last_version || !version || *version > *last_version)
        return next;
    return continued(last, std::move(next));
}

sip::Body answer_to_hold(const sip::Body& offer, const sip::Body& last) {
    const auto offered = streams_of(offer.data);
    std::string text;
    std::size_t streams = 0;
    const auto end_stream = [&] {
        if (streams > 0 && streams <= offered.size())
            text.append(answering_flow(offered[streams - 1].flow));
    };
    for_each_line(last.data, [&](std::string_view line) {
        if (line.starts_with("m=")) {
            end_stream();
            ++streams;
        }
        if (streams <= offered.size() && !is_flow(line) && base::trim(line) != "a=sendrecv")
            text.append(line);
    });
    end_stream();
    for (auto i = streams; i < offered.size(); ++i) {
        const auto words = base::words(offered[i].line);
        for (std::size_t w = 0; w < words.size(); ++w)
            text.append(w == 0 ? "" : " ").append(w == 1 ? "0" : words[w]);
        text.append("\r\n");
    }
    return continued(last, {last.content_type, std::move(text)});
}

bool is_same_place(const sip::Body& last, const sip::Body& offer) {
    return offer.data.find("c=IN IP4 0.0.0.0") != std::string::npos || is_same_media(last, offer);
}

}  // namespace sofia::call
