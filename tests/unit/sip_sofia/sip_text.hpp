#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sofia::test {

/// A SIP message as text, read the simplest way, so that the tests do not trust the stack they
/// test.
class SipText {
  public:
    explicit SipText(std::string text) : text_(std::move(text)) {}

    /// The request or status line.
    std::string first_line() const;
    /// The status of a response, 0 for a request.
    int status() const;
    /// The method of a request, empty for a response.
    std::string method() const;
    /// The value of the first header with this name, empty when there is none.
    std::string header(std::string_view name) const;
    /// The values of all headers with this name, in order.
    std::vector<std::string> headers(std::string_view name) const;
    /// The tag in a From or To header, empty when there is none.
    std::string tag(std::string_view name) const;
    /// The CSeq number.
    unsigned cseq() const;
    std::string body() const;
    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }

    /// A response to this request, with a To tag for all but 100 when the request had none.
    /// \param more complete header lines, each with CRLF, and then optionally an empty line and a
    /// body.
    std::string answer(int status, std::string_view to_tag, std::string_view more = {}) const;

  private:
    std::string text_;
};

}  // namespace sofia::test
