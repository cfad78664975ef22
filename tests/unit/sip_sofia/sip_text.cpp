#include "unit/sip_sofia/sip_text.hpp"

#include <cstdlib>

#include "base/text.hpp"

namespace sofia::test {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

}  // namespace

std::string SipText::first_line() const {
    return text_.substr(0, text_.find(kLineEnd));
}

int SipText::status() const {
    return text_.starts_with("SIP/2.0 ") ? std::atoi(text_.c_str() + 8) : 0;
}

std::string SipText::method() const {
    return status() != 0 ? std::string() : text_.substr(0, text_.find(' '));
}

std::vector<std::string> SipText::headers(std::string_view name) const {
    std::vector<std::string> values;
    auto begin = text_.find(kLineEnd);
    while (begin != std::string::npos) {
        begin += kLineEnd.size();
        const auto end = text_.find(kLineEnd, begin);
        if (end == std::string::npos || end == begin)
            break;
        const auto line = std::string_view(text_).substr(begin, end - begin);
        const auto colon = line.find(':');
        if (base::iequals(base::trim(line.substr(0, colon)), name))
            values.emplace_back(base::trim(line.substr(colon + 1)));
        begin = end;
    }
    return values;
}

std::string SipText::header(std::string_view name) const {
    const auto values = headers(name);
    return values.empty() ? std::string() : values.front();
}

std::string SipText::tag(std::string_view name) const {
    const auto value = header(name);
    const auto at = value.find(";tag=");
    return at == std::string::npos ? std::string()
                                   : value.substr(at + 5, value.find(';', at + 5) - at - 5);
}

unsigned SipText::cseq() const {
    return static_cast<unsigned>(std::strtoul(header("CSeq").c_str(), nullptr, 10));
}

std::string SipText::body() const {
    const auto at = text_.find("\r\n\r\n");
    return at == std::string::npos ? std::string() : text_.substr(at + 4);
}

std::string SipText::answer(int status, std::string_view to_tag, std::string_view more) const {
    std::string text = "SIP/2.0 " + std::to_string(status) + " Answer\r\n";
    for (const auto& via : headers("Via"))
        text.append("Via: ").append(via).append(kLineEnd);
    text.append("From: ").append(header("From")).append(kLineEnd);
    text.append("To: ").append(header("To"));
    if (status > 100 && tag("To").empty())
        text.append(";tag=").append(to_tag);
    text.append(kLineEnd);
    text.append("Call-ID: ").append(header("Call-ID")).append(kLineEnd);
    text.append("CSeq: ").append(header("CSeq")).append(kLineEnd);
    text.append(more);
    if (more.find("\r\n\r\n") == std::string_view::npos)
        text.append("Content-Length: 0\r\n\r\n");
    return text;
}

}  // namespace sofia::test
