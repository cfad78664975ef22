#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "model/dialog_state.hpp"
#include "model/profile.hpp"
#include "sip/sdp.hpp"
#include "sip/sofia/agent.hpp"
#include "sip/sofia/answer_cache.hpp"
#include "sip/sofia/dialog_table.hpp"
#include "sip/sofia/forgotten_invites.hpp"
#include "sip/sofia/pending_answers.hpp"
#include "sip/sofia/su_loop.hpp"
#include "sip/user_agent.hpp"

namespace sofia::sip::nta {

/// What an endpoint shares with its dialogs and transactions. It is held by shared_ptr because
/// their owners may keep them longer than the endpoint: after shut() they are values that send
/// nothing. Thread: SIP.
class Room {
  public:
    Room(SuLoop& loop, const model::Profile& profile)
        : loop(loop),
          contact_user(profile.address.contact_user),
          sdp_username(profile.calls.sdp_username),
          invite_100(profile.calls.invite_100),
          user_agent(sip::user_agent(profile.calls)),
          answers(loop, profile.timers) {}

    /// Whether messages may still be sent.
    bool is_open() const noexcept { return !closed_ && agent.get() != nullptr; }
    /// A body as it leaves here; nothing when it leaves as it is.
    std::optional<Body> renamed(const Body& body) const {
        if (sdp_username.empty() || body.content_type != "application/sdp")
            return std::nullopt;
        return Body{body.content_type, with_origin_user(body.data, sdp_username)};
    }
    /// Nothing is sent or passed up from now on; Agent::destroy() closes the sockets.
    void close() noexcept { closed_ = true; }

    /// Where timers and posted tasks run.
    SuLoop& loop;
    /// User part of our Contact when nobody names another.
    const std::string contact_user;
    /// User name in the o= line of descriptions that we send; empty: as they are.
    const std::string sdp_username;
    /// An INVITE that has no answer yet gets its 100 at once; otherwise the stack's, after 200 ms.
    const bool invite_100;
    /// User-Agent of messages that bring none; empty: they have none.
    std::string user_agent;
    /// "host:port" of our Contact and of the URL that others reach us by.
    std::string host_port;
    /// The same for peers on TLS.
    std::string tls_host_port;
    /// What the From tags of dialogs that this process begins start with. A stray 2xx for such a
    /// tag is ours for certain; one of another process may be a call that is being recovered.
    std::string tag_prefix;
    /// EndpointListener::connection_of(); called while the room is open only.
    std::function<std::string(const model::DialogState&)> connection_of;
    /// The stack with the sockets.
    Agent agent;
    /// Every dialog of this endpoint that lives here.
    DialogTable dialogs;
    /// Our 2xx answers to INVITEs that wait for their ACK.
    PendingAnswers answers;
    /// INVITEs of ours whose owners are gone.
    ForgottenInvites forgotten{*this};
    /// Answers given without a transaction.
    AnswerCache given{base::system_clock(), kMaxGivenAnswers, kMaxGivenAge};

  private:
    // About 10 MB at most; a sender repeats within 10 s what it has lost.
    static constexpr std::size_t kMaxGivenAnswers = 16384;
    static constexpr base::Milliseconds kMaxGivenAge{10000};

    bool closed_ = false;
};

}  // namespace sofia::sip::nta
