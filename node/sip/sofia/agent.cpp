#include "sip/sofia/agent.hpp"

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "sip/literal.hpp"
#include "sip/sofia/bind_trial.hpp"
#include "sip/sofia/bind_url.hpp"
#include "sip/sofia/guard.hpp"
#include "sip/sofia/socket_keepalive.hpp"
#include "sip/sofia/stun_filter.hpp"
#include "sip/uri.hpp"

namespace sofia::sip::nta {

namespace {

constexpr unsigned kMaxMessageBytes = 65536;
// Larger than any message: a request stays on the transport that its URI names (RFC 3261 18.1.1
// would move it to TCP above 1300 bytes, which peers behind UDP-only NAT do not survive).
constexpr unsigned kUdpMtuBytes = 65535;
constexpr unsigned kUdpReceiveBufferBytes = 8 * 1024 * 1024;
// Timer C is a proxy's; a UAC may let a callee ring as long as it likes.
constexpr unsigned kTimerCMs = 24 * 3600 * 1000;

unsigned ms(std::chrono::milliseconds time) {
    return static_cast<unsigned>(time.count());
}

/// As NTATAG_SERVER_RPORT counts.
int server_rport(const model::ProfileStack& stack) {
    using enum model::ProfileStack::ServerRport;
    return stack.server_rport == Never ? 0 : stack.server_rport == Asked ? 1 : 2;
}

std::uint16_t port_of(nta_agent_t* agent) {
    const auto* via = nta_agent_via(agent);
    if (via == nullptr || via->v_port == nullptr)
        return 5060;
    return static_cast<std::uint16_t>(std::strtoul(via->v_port, nullptr, 10));
}

base::Result<void> cannot_bind(const model::Profile& profile,
                               const std::string& url,
                               const std::string& ip,
                               std::uint16_t port,
                               int stack_error) {
    return base::fail(base::ErrorKind::Unavailable,
                      "profile=" + profile.name + " cannot bind " + url + ": " +
                          why_not_bound(url, ip, port, stack_error));
}

}  // namespace

Agent::~Agent() {
    destroy();
}

base::Result<void> Agent::open(su_root_t* root, const model::Profile& profile, MessageSink& sink) {
    const auto& address = profile.address;
    if (!is_literal(address.sip_ip))
        return base::fail(base::ErrorKind::Invalid,
                          "profile=" + profile.name + " sip-ip=" + address.sip_ip +
                              ": an IPv4 or IPv6 address was expected");
    const auto url = stack_bind_url(address);
    const bool is_tls_only = address.tls.enabled && address.tls.only;
    // What the stack takes for "bind nothing yet".
    const auto* const nothing = reinterpret_cast<const url_string_t*>(-1);
    errno = 0;
    agent_ = nta_agent_create(
        root,
        is_tls_only ? nothing : URL_STRING_MAKE(url.c_str()),
        &Agent::receive,
        &sink,
        NTATAG_UA(0),
        NTATAG_STATELESS(1),
        NTATAG_CANCEL_487(0),
        NTATAG_CANCEL_2543(0),
        NTATAG_MERGE_482(1),
        NTATAG_TIMEOUT_408(1),
        NTATAG_TIMER_C(kTimerCMs),
        NTATAG_SERVER_RPORT(server_rport(profile.stack)),
        NTATAG_CLIENT_RPORT(profile.stack.client_rport),
        NTATAG_USE_NAPTR(profile.stack.use_naptr),
        NTATAG_USE_SRV(profile.stack.use_srv),
        NTATAG_MAXSIZE(kMaxMessageBytes),
        NTATAG_UDP_MTU(kUdpMtuBytes),
        NTATAG_SIP_T1(ms(profile.timers.t1)),
        NTATAG_SIP_T1X64(ms(profile.timers.t1x64)),
        NTATAG_SIP_T2(ms(profile.timers.t2)),
        NTATAG_SIP_T4(ms(profile.timers.t4)),
        TAG_IF(profile.calls.compact_headers, NTATAG_SIPFLAGS(MSG_DO_CANONIC | MSG_DO_COMPACT)),
        TPTAG_UDP_RMEM(kUdpReceiveBufferBytes),
        TPTAG_STUN_SERVER(0),
        TPTAG_PONG2PING(1),
        TPTAG_REUSE(profile.stack.reuse_connections),
        TPTAG_KEEPALIVE(ms(profile.stack.keepalive)),
        TPTAG_PINGPONG(ms(profile.stack.ping)),
        TAG_END());
    if (agent_ == nullptr)
        return cannot_bind(profile, url, address.sip_ip, address.sip_port, errno);
    if (address.tls.enabled)
        if (const auto opened = open_tls(profile); !opened) {
            destroy();
            return opened;
        }
    port_ = port_of(agent_);
    if (!is_tls_only && url.find("transport=tcp") == std::string::npos)
        drop_stun(port_);
    if (const auto opened = open_more(profile); !opened) {
        destroy();
        return opened;
    }
    if (profile.stack.socket_keepalive.count() > 0)
        keep_alive(ports_of(profile), profile.stack.socket_keepalive);
    // The stack's own switch, which it would forget with our first word about it.
    trace(profile.sip_trace || std::getenv("TPORT_LOG") != nullptr);
    return {};
}

base::Result<void> Agent::open_tls(const model::Profile& profile) {
    const auto& tls = profile.address.tls;
    if (const auto usable = certificates_.use(tls.cert_dir, tls.passphrase); !usable)
        return base::fail(usable.error().kind,
                          "profile=" + profile.name + " TLS: " + usable.error().text);
    const auto bits = [](bool is_on, unsigned value) { return is_on ? value : 0U; };
    const auto policy = bits(tls.verify_in, TPTLS_VERIFY_IN) |
                        bits(tls.verify_out, TPTLS_VERIFY_OUT) |
                        bits(tls.verify_subjects_in, TPTLS_VERIFY_SUBJECTS_IN) |
                        bits(tls.verify_subjects_out, TPTLS_VERIFY_SUBJECTS_OUT);
    su_strlst_t* subjects = nullptr;
    if (!tls.subjects_in.empty()) {
        subjects = su_strlst_create(nullptr);
        for (const auto& subject : tls.subjects_in)
            su_strlst_dup_append(subjects, subject.c_str());
    }
    const auto url = stack_tls_url(profile.address);
    const TlsCertificates::Collecting collecting(certificates_);
    errno = 0;
    const int added = nta_agent_add_tport(agent_,
                                          URL_STRING_MAKE(url.c_str()),
                                          TPTAG_CERTIFICATE(tls.cert_dir.c_str()),
                                          TPTAG_TLS_PASSPHRASE(tls.passphrase.c_str()),
                                          TPTAG_TLS_VERIFY_POLICY(policy),
                                          TPTAG_TLS_VERIFY_DEPTH(tls.verify_depth),
                                          TPTAG_TLS_VERIFY_DATE(tls.verify_date ? 1U : 0U),
                                          TPTAG_TLS_VERIFY_SUBJECTS(subjects),
                                          TPTAG_TLS_VERSION(1),
                                          TAG_END());
    const int error = errno;
    su_strlst_destroy(subjects);
    if (added < 0)
        return cannot_bind(profile, url, profile.address.sip_ip, tls.port, error);
    return {};
}

base::Result<void> Agent::open_more(const model::Profile& profile) {
    for (const auto& url : profile.address.more_urls) {
        errno = 0;
        const auto uri = Uri::parse(url);
        if (nta_agent_add_tport(agent_, URL_STRING_MAKE(url.c_str()), TAG_END()) < 0) {
            const int error = errno;
            return cannot_bind(profile, url, uri ? uri->host : "", uri ? uri->port : 0, error);
        }
        if (uri && url.find("transport=t") == std::string::npos)
            drop_stun(uri->port);
    }
    return {};
}

std::vector<std::uint16_t> Agent::ports_of(const model::Profile& profile) const {
    std::vector<std::uint16_t> ports{port_};
    if (profile.address.tls.enabled)
        ports.push_back(profile.address.tls.port);
    for (const auto& url : profile.address.more_urls)
        if (const auto uri = Uri::parse(url))
            ports.push_back(uri->port);
    return ports;
}

void Agent::destroy() noexcept {
    if (agent_ != nullptr) {
        tap_messages(agent_, {});
        nta_agent_destroy(std::exchange(agent_, nullptr));
    }
    certificates_.forget();
}

void Agent::trace(bool on) noexcept {
    tap({on, taps_.capture});
}

void Agent::capture(bool on) noexcept {
    tap({taps_.trace, on});
}

void Agent::tap(const Taps& taps) noexcept {
    taps_ = taps;
    if (agent_ == nullptr)
        return;
    tap_messages(agent_, taps);
    nta_agent_set_params(agent_, TPTAG_LOG(taps.trace || taps.capture ? 1 : 0), TAG_END());
}

int Agent::receive(MessageSink* sink, nta_agent_t*, msg_t* message, sip_t*) noexcept {
    MessageRef reference(message);
    guarded("message", [&] { sink->on_message(std::move(reference)); });
    return 0;
}

}  // namespace sofia::sip::nta
