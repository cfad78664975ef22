#include "sip/sofia/dialog_table.hpp"

#include "sip/sofia/nta_dialog.hpp"

namespace sofia::sip::nta {

void DialogTable::insert(NtaDialog& dialog) {
    // The key points into the dialog, so an older one under the same ids takes its key away too.
    const Key key{dialog.call_id(), dialog.local_tag()};
    dialogs_.erase(key);
    dialogs_.emplace(key, &dialog);
}

void DialogTable::remove(const NtaDialog& dialog) noexcept {
    const auto found = dialogs_.find(Key{dialog.call_id(), dialog.local_tag()});
    if (found != dialogs_.end() && found->second == &dialog)
        dialogs_.erase(found);
}

NtaDialog* DialogTable::find(std::string_view call_id, std::string_view local_tag) const noexcept {
    const auto found = dialogs_.find(Key{call_id, local_tag});
    return found != dialogs_.end() ? found->second : nullptr;
}

NtaDialog* DialogTable::find(std::string_view call_id,
                             std::string_view local_tag,
                             std::string_view remote_tag) const noexcept {
    auto* const dialog = find(call_id, local_tag);
    if (dialog == nullptr || !dialog->may_be_peer(remote_tag))
        return nullptr;
    return dialog;
}

}  // namespace sofia::sip::nta
