#include "unit/sip_sofia/endpoint_fixture.hpp"

#include "sip/uri.hpp"

namespace sofia::test {

namespace {

constexpr std::chrono::milliseconds kStep{5};
constexpr std::chrono::seconds kPatience{5};

}  // namespace

model::Profile EndpointTest::profile() const {
    model::Profile profile;
    profile.name = "internal";
    profile.address.sip_ip = "127.0.0.1";
    profile.address.sip_port = 0;
    profile.timers.t1 = std::chrono::milliseconds(20);
    profile.timers.t1x64 = std::chrono::milliseconds(300);
    profile.timers.t2 = std::chrono::milliseconds(80);
    profile.timers.t4 = std::chrono::milliseconds(80);
    return profile;
}

void EndpointTest::open(const model::Profile& profile) {
    auto opened = sip::open_endpoint(loop_, profile, listener_);
    ASSERT_TRUE(opened) << opened.error().text;
    endpoint_ = std::move(*opened);
    const auto uri = sip::Uri::parse(endpoint_->url());
    ASSERT_TRUE(uri) << endpoint_->url();
    port_ = uri->port;
    peer_ = std::make_unique<SipPeer>([this] { step(); }, profile.address.sip_ip, transport_);
    peer_->connect(profile.address.sip_ip, port_);
}

void EndpointTest::step() {
    su_root_step(loop_.root(), kStep.count());
}

bool EndpointTest::run_until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!done()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        step();
    }
    return true;
}

std::unique_ptr<sip::ServerTransaction> EndpointTest::next_request() {
    if (!run_until([this] { return !listener_.requests.empty(); }))
        return nullptr;
    auto request = std::move(listener_.requests.front());
    listener_.requests.pop_front();
    return request;
}

std::string EndpointTest::peer_contact() const {
    return "Contact: <sip:peer@" + peer_->host_port() +
           (transport_ == "tcp" ? ";transport=tcp" : "") + ">\r\n";
}

std::string EndpointTest::caller_headers(const std::string& call_id,
                                         const std::string& to_tag,
                                         const std::string& more) {
    return "From: \"Alice \\\"A\\\"\" <sip:alice@example.com>;tag=alice-tag\r\nTo: "
           "<sip:bob@example.com>" +
           (to_tag.empty() ? std::string() : ";tag=" + to_tag) + "\r\nCall-ID: " + call_id +
           "\r\n" + peer_contact() + more;
}

std::string EndpointTest::callee_headers(const SipText& invite,
                                         const std::string& tag,
                                         const std::string& more) {
    return "From: " + invite.header("To") + ";tag=" + tag + "\r\nTo: " + invite.header("From") +
           "\r\nCall-ID: " + invite.header("Call-ID") + "\r\n" + more;
}

sip::NewDialog EndpointTest::to_peer() const {
    sip::NewDialog dialog;
    dialog.from = *sip::NameAddr::parse("\"Node\" <sip:node@example.com>");
    dialog.to = *sip::NameAddr::parse("<sip:peer@example.com>");
    dialog.target =
        "sip:peer@" + peer_->host_port() + (transport_ == "tcp" ? ";transport=tcp" : "");
    return dialog;
}

std::string EndpointTest::node_uri() const {
    return "sip:bob@" + endpoint_->url().substr(endpoint_->url().find('@') + 1);
}

}  // namespace sofia::test
