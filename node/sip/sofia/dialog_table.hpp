#pragma once

#include <string_view>
#include <unordered_map>

namespace sofia::sip::nta {

class NtaDialog;

/// The dialogs of one endpoint by Call-ID and our tag (RFC 3261 12: with the peer's tag they
/// identify a dialog; forks of one INVITE of ours share an entry until one is established).
/// Thread: SIP.
class DialogTable {
  public:
    /// Adds a dialog, which removes itself before it dies. A dialog with the same ids is replaced.
    void insert(NtaDialog& dialog);
    /// Removes this dialog; another one under the same ids stays.
    void remove(const NtaDialog& dialog) noexcept;
    /// The dialog with these ids, null when there is none here. An empty peer's tag matches any.
    NtaDialog* find(std::string_view call_id,
                    std::string_view local_tag,
                    std::string_view remote_tag) const noexcept;
    /// The same whatever the peer's tag is.
    NtaDialog* find(std::string_view call_id, std::string_view local_tag) const noexcept;

  private:
    /// Views into the texts of the dialog itself, which do not change while it lives.
    struct Key {
        std::string_view call_id;
        std::string_view local_tag;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const noexcept {
            // Our tag alone is random; the Call-ID is compared for equality only.
            return std::hash<std::string_view>{}(key.local_tag);
        }
    };
    std::unordered_map<Key, NtaDialog*, Hash> dialogs_;
};

}  // namespace sofia::sip::nta
