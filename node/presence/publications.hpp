#pragma once

#include <memory>
#include <string>

#include "presence/rooms.hpp"
#include "presence/users.hpp"
#include "sip/endpoint.hpp"

namespace sofia::presence {

/// Answers PUBLISH (RFC 3903) for presence. A publication is a row that keeps its place; its
/// entity-tag is the place and a number that rises with each change of any kind (4.1), so that the
/// next process knows which are its own. Thread: SIP.
class Publications {
  public:
    /// Both outlive it.
    Publications(const Rooms& rooms, Users& users) : rooms_(rooms), users_(users) {}

    /// One PUBLISH. The 200 leaves when it is committed.
    void on_publish(const model::Profile& profile, std::unique_ptr<sip::ServerTransaction> publish);
    /// Ends those whose time is over.
    void sweep();
    /// What is being written begins nothing any more.
    void forget() { era_ = std::make_shared<char>(); }

  private:
    void end(const model::Profile& profile,
             const model::PublicationKey& key,
             std::shared_ptr<sip::ServerTransaction> publish);
    void store(model::Publication publication,
               std::chrono::seconds granted,
               std::shared_ptr<sip::ServerTransaction> publish);
    void tell(const model::Publication& publication) const;

    const Rooms& rooms_;
    Users& users_;
    std::shared_ptr<void> era_ = std::make_shared<char>();
};

}  // namespace sofia::presence
