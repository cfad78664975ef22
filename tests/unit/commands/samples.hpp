#pragma once

#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>

#include "commands/profile_view.hpp"
#include "model/registration.hpp"

namespace sofia::commands::samples {

/// A moment of the reference transcript: 2026-11-22 20:43:10 UTC.
inline base::WallTime transcript_time() {
    return base::from_epoch_ms(1795380190000);
}

/// Makes dates come out as in the transcript, which was taken in UTC.
inline void use_transcript_zone() {
    setenv("TZ", "UTC", 1);
    tzset();
}

/// The profile `internal` of the reference transcript.
inline std::shared_ptr<model::Profile> internal_settings() {
    auto settings = std::make_shared<model::Profile>();
    settings->name = "internal";
    settings->aliases = {"127.0.0.10"};
    settings->address.sip_ip = "127.0.0.10";
    settings->address.sip_port = 5070;
    settings->address.rtp_ip = {"127.0.0.10"};
    settings->media.inbound = settings->media.outbound = {{"PCMU", 0, 0, 0}};
    settings->registrar.challenge_realm = "auto_from";
    settings->calls.context = "public";
    return settings;
}

/// The same as status output sees it.
inline ProfileView internal_profile() {
    ProfileView view;
    view.settings = internal_settings();
    view.url = "sip:mod_sofia@127.0.0.10:5070";
    view.bind_url = "sip:mod_sofia@127.0.0.10:5070;transport=udp,tcp";
    view.database = "sofia_reg_internal";
    return view;
}

/// Registration number `n` of the reference transcript: user u0 with Call-ID 1-3845, and so on.
inline model::Registration registration(int n) {
    const auto user = "u" + std::to_string(n);
    model::Registration binding;
    binding.key = {"internal", user, "127.0.0.10", "sip:" + user + "@127.0.0.20:5080"};
    binding.owner = base::NodeName("peer1");
    binding.call_id = std::to_string(n + 1) + "-3845@127.0.0.20";
    binding.contact = "\"\" <sip:" + user + "@127.0.0.20:5080>";
    binding.status = "Registered(UDP)";
    binding.network_ip = "127.0.0.20";
    binding.network_port = 5080;
    binding.network_proto = "udp";
    binding.auth_user = user;
    binding.auth_realm = "127.0.0.10";
    binding.expires = transcript_time() + std::chrono::seconds(3659);
    return binding;
}

}  // namespace sofia::commands::samples
