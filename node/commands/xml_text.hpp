#pragma once

#include <string>
#include <string_view>

namespace sofia::commands {

/// Text as XML character data: & < > and " as entities. Characters beyond ASCII become numeric
/// references, so that the text is right whatever encoding the document declares; bytes that are
/// not UTF-8 and characters that XML 1.0 cannot carry become U+FFFD.
std::string xml_escape(std::string_view text);
/// Appends `<name>value</name>` on its own line, the value escaped. `name` must be an XML name.
void append_xml_element(std::string& text,
                        int indent,
                        std::string_view name,
                        std::string_view value);

/// An XML document as the status commands write it: one element a line, indented by blanks as
/// scripts written for the other system expect. Names must be XML names.
class XmlText {
  public:
    /// Begins with the declaration that scripts look for.
    XmlText& declaration();
    /// `<name>` on its own line; `attributes` is well-formed text such as `row_id="1"`.
    XmlText& open(int indent, std::string_view name, std::string_view attributes = {});
    /// `<name>value</name>`, the value escaped.
    XmlText& element(int indent, std::string_view name, std::string_view value);
    /// Character data on its own line, which must need no escape.
    XmlText& line(std::string_view text);
    /// `</name>` on its own line.
    XmlText& close(int indent, std::string_view name);

    const std::string& text() const noexcept { return text_; }

  private:
    std::string text_;
};

}  // namespace sofia::commands
