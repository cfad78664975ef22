#include "presence/dialog_info.hpp"

#include "presence/markup.hpp"

namespace sofia::presence {
namespace {

void add_side(std::string& text,
              std::string_view side,
              const std::string& uri,
              const std::string& name) {
    text.append("<").append(side).append("><identity");
    if (!name.empty())
        text.append(" display=\"").append(escaped(name)).append("\"");
    text.append(">").append(escaped(uri)).append("</identity><target uri=\"");
    text.append(escaped(uri)).append("\"/></").append(side).append(">\r\n");
}

}  // namespace

std::string_view to_string(DialogFact::State state) noexcept {
    switch (state) {
        case DialogFact::State::Trying:
            return "trying";
        case DialogFact::State::Early:
            return "early";
        case DialogFact::State::Confirmed:
            return "confirmed";
        case DialogFact::State::Terminated:
            break;
    }
    return "terminated";
}

Dialogs difference(const Dialogs& before, const Dialogs& now) {
    Dialogs changed;
    for (const auto& [id, fact] : now) {
        const auto found = before.find(id);
        if (found == before.end() || found->second != fact)
            changed.emplace(id, fact);
    }
    for (const auto& [id, fact] : before) {
        if (now.contains(id) || fact.state == DialogFact::State::Terminated)
            continue;
        auto gone = fact;
        gone.state = DialogFact::State::Terminated;
        changed.emplace(id, std::move(gone));
    }
    return changed;
}

std::string dialog_info(const Resource& user,
                        std::uint32_t version,
                        bool is_full,
                        const Dialogs& dialogs,
                        bool is_private) {
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
        "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"";
    text.append(std::to_string(version)).append("\" state=\"");
    text.append(is_full ? "full" : "partial").append("\" entity=\"");
    text.append(escaped(user.uri())).append("\">\r\n");
    for (const auto& [id, fact] : dialogs) {
        text.append("<dialog id=\"").append(escaped(id)).append("\" direction=\"");
        text.append(fact.is_initiator ? "initiator" : "recipient").append("\">\r\n<state>");
        text.append(to_string(fact.state)).append("</state>\r\n");
        add_side(text, "local", user.uri(), {});
        if (!is_private)
            add_side(text, "remote", fact.remote_uri, fact.remote_name);
        text.append("</dialog>\r\n");
    }
    return text.append("</dialog-info>\r\n");
}

}  // namespace sofia::presence
