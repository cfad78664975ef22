#include "support/call_world/call_world.hpp"

#include <utility>

#include "call/on_invite.hpp"
#include "call/target.hpp"

namespace sofia::test {
namespace {

model::Profile profile(const std::string& name, std::uint16_t port) {
    model::Profile profile;
    profile.name = name;
    profile.address.sip_ip = "192.0.2.1";
    profile.address.sip_port = port;
    profile.calls.track_calls = true;
    return profile;
}

dialplan::Extension to_extension(const std::string& number,
                                 const std::vector<dialplan::Action>& actions) {
    dialplan::Condition condition;
    condition.tests = {{"destination_number", dialplan::Pattern::compile(number).value(), {}}};
    for (const auto& action : actions)
        condition.actions.push_back({action, false, 1});
    return {number, false, {std::move(condition)}};
}

std::string session(const std::string& origin, const std::string& flow) {
    return "v=0\r\no=" + origin +
           " 1 1 IN IP4 203.0.113.9\r\ns=-\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\n"
           "m=audio 40000 RTP/AVP 0\r\na=" +
           flow + "\r\n";
}

}  // namespace

sip::Body sdp(const std::string& origin) {
    return {"application/sdp", session(origin, "sendrecv")};
}

sip::Body hold_sdp(const std::string& origin) {
    return {"application/sdp", session(origin, "sendonly")};
}

class CallWorld::Door final : public sip::EndpointListener {
  public:
    Door(CallWorld& world, std::string profile) : world_(world), profile_(std::move(profile)) {}

    void on_request(std::unique_ptr<sip::ServerTransaction> transaction) override {
        const auto& request = transaction->request();
        if (request.to.tag().empty() && request.method == sip::Method::Invite)
            call::on_invite(world_.services_, world_.registrar_, profile_, std::move(transaction));
        else if (world_.on_unknown_dialog)
            world_.on_unknown_dialog(profile_, std::move(transaction));
        else if (request.method != sip::Method::Ack)
            transaction->respond(sip::Reply::of(481));
    }

    void on_answer(const sip::Response& answer) override {
        if (world_.on_unknown_answer)
            world_.on_unknown_answer(profile_, answer);
    }

  private:
    CallWorld& world_;
    std::string profile_;
};

CallWorld::CallWorld()
    : profiles_(
          [this](const model::Profile& settings,
                 sip::EndpointListener& listener) -> base::Result<std::unique_ptr<sip::Endpoint>> {
              auto endpoint = std::make_unique<FakeEndpoint>(settings, listener, record_);
              endpoints_[settings.name] = endpoint.get();
              return endpoint;
          },
          [this](const std::string& name) { return std::make_unique<Door>(*this, name); },
          clock_),
      services_{loop_,
                clock_,
                bus_,
                writer_,
                profiles_,
                table_,
                metrics_,
                {},
                {},
                {},
                &gateways_,
                nullptr,
                {},
                {}},
      registrar_({}, loop_, clock_, bus_, registrations_, metrics_) {
    for (const auto* user : {"1001", "1002"}) {
        model::DirectoryUser entry;
        entry.id = user;
        entry.domain = "example.com";
        directory_->add(entry);
        directory_->add_to_group("sales", "example.com", user);
    }
    services_.settings.directory = directory_;
    services_.settings.acl = std::make_shared<model::AclLists>();
    registrar_.use(services_.settings.directory, services_.settings.acl);
    registrar_.promote("secret of the cluster", {});
    services_.settings.default_domain = "example.com";
    services_.locate = [this](const std::string&,
                              const std::string& user,
                              const std::string& host) { return registered_[user + "@" + host]; };
    dialplan({{"bridge", "sofia/external/bob@198.51.100.7"}});
    start_profile(profile("internal", 5060));
    start_profile(profile("external", 5080));
    gateways_.promote({});
}

CallWorld::~CallWorld() {
    // What is posted may hold the last reference to a call, which needs the profiles to go away.
    drain();
}

void CallWorld::TearDown() {
    drain();
    if (leaves_a_call)
        return;
    EXPECT_EQ(table_.size(), 0U) << "a call is left in the table";
    for (auto* running : profiles_.all()) {
        EXPECT_EQ(running->counters.in_use, 0U) << running->settings->name;
        EXPECT_EQ(running->counters.proceeding, 0U) << running->settings->name;
    }
    for (const auto& [name, endpoint] : endpoints_)
        EXPECT_EQ(endpoint->dialogs(), 0U) << "dialogs are left on " << name;
}

void CallWorld::start_profile(const model::Profile& settings) {
    ASSERT_TRUE(profiles_.start(std::make_shared<model::Profile>(settings)));
}

void CallWorld::dialplan(std::vector<dialplan::Action> actions) {
    services_.settings.dialplan = nullptr;
    extension("default", ".*", std::move(actions));
}

void CallWorld::extension(const std::string& context,
                          const std::string& number,
                          std::vector<dialplan::Action> actions) {
    auto changed = std::make_shared<dialplan::Dialplan>();
    if (services_.settings.dialplan)
        *changed = *services_.settings.dialplan;
    auto& entry = changed->contexts[context];
    entry.name = context;
    entry.extensions.insert(entry.extensions.begin(), to_extension(number, actions));
    services_.settings.dialplan = std::move(changed);
}

void CallWorld::gateway(std::map<std::string, std::string> params,
                        std::map<std::string, std::string> inbound_variables,
                        std::map<std::string, std::string> outbound_variables) {
    auto changed = std::make_shared<model::Profile>(*profiles_.find("external")->settings);
    changed->gateways = {
        {"trunk", std::move(params), std::move(inbound_variables), std::move(outbound_variables)}};
    profiles_.reconfigure(changed);
    gateways_.follow(*changed);
    loop_.advance(std::chrono::milliseconds(0));
}

void CallWorld::configure(const std::string& name,
                          const std::function<void(model::ProfileCalls&)>& change) {
    auto changed = std::make_shared<model::Profile>(*profiles_.find(name)->settings);
    change(changed->calls);
    profiles_.reconfigure(std::move(changed));
}

void CallWorld::configure_media(const std::string& name,
                                const std::function<void(model::ProfileMedia&)>& change) {
    auto changed = std::make_shared<model::Profile>(*profiles_.find(name)->settings);
    change(changed->media);
    profiles_.reconfigure(std::move(changed));
}

sip::Request CallWorld::invite(const std::string& number) {
    sip::Request request;
    request.method = sip::Method::Invite;
    request.method_name = "INVITE";
    request.uri = "sip:" + number + "@example.com";
    request.from = {"Alice", "sip:alice@example.com", {{"tag", "alice-tag"}}};
    request.to = {{}, "sip:" + number + "@example.com", {}};
    request.call_id = "caller-" + std::to_string(next_call_++);
    request.cseq = 1;
    request.contacts.push_back({{{}, "sip:alice@203.0.113.9:5062", {}}, {}, 1000, false});
    request.body = sdp("alice");
    request.source = {"203.0.113.9", 5062, "udp"};
    return request;
}

std::shared_ptr<PeerRequest> CallWorld::call(sip::Request request) {
    caller_cseq_ = request.cseq;
    callee_cseq_ = 0;
    caller_ = internal().receive(std::move(request));
    drain();
    return caller_;
}

std::shared_ptr<PeerRequest> CallWorld::from_caller(sip::Method method, sip::Body body) {
    auto request = caller_->request;
    request.method = method;
    request.method_name = to_string(method);
    request.cseq = ++caller_cseq_;
    request.to.params = {{"tag", caller_->local_tag}};
    request.body = std::move(body);
    const auto sent = internal().receive(std::move(request));
    drain();
    return sent;
}

void CallWorld::callee_answers(int status, sip::Body body) {
    callee_ = callee();
    callee_->answer(status, std::move(body));
    drain();
}

std::shared_ptr<PeerRequest> CallWorld::from_callee(sip::Method method, sip::Body body) {
    sip::Request request;
    request.method = method;
    request.method_name = to_string(method);
    request.from = {{}, callee_->target, {{"tag", "peer-of-" + callee_->call_id}}};
    request.to = {{}, "sip:alice@192.0.2.1:5080", {{"tag", callee_->local_tag}}};
    request.call_id = callee_->call_id;
    request.cseq = ++callee_cseq_;
    if (method == sip::Method::Invite)
        request.contacts.push_back({{{}, "sip:bob@198.51.100.7:5060", {}}, {}, 1000, false});
    request.body = std::move(body);
    request.source = {"198.51.100.7", 5060, "udp"};
    const auto sent = external().receive(std::move(request));
    drain();
    return sent;
}

void CallWorld::call_is_up() {
    writer_.commit_at_once();
    call();
    callee_answers(200, sdp("bob"));
    caller_->ack();
    drain();
    ASSERT_EQ(table_.size(), 1U);
    ASSERT_TRUE(only_call().is_up());
    writer_.hold();
    record_.clear();
}

void CallWorld::answer_byes() {
    for (const auto* endpoint : {&internal(), &external()})
        for (const auto& bye : endpoint->all(sip::Method::Bye))
            bye->answer(200);
    drain();
}

const sip::ProfileCounters& CallWorld::counters(const std::string& name) {
    return profiles_.find(name)->counters;
}

call::Call& CallWorld::only_call() {
    EXPECT_EQ(table_.size(), 1U);
    return *table_.find(table_.ids().at(0));
}

}  // namespace sofia::test
