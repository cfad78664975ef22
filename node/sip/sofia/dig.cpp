#include "sip/dig.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include <arpa/inet.h>
#include <sys/mman.h>
#include <unistd.h>

namespace sofia::sip::nta {
class DigStep;
}  // namespace sofia::sip::nta

#define SRES_CONTEXT_T class sofia::sip::nta::DigStep
#include <sofia-sip/sresolv.h>

#include "base/text.hpp"
#include "sip/literal.hpp"
#include "sip/sofia/factory.hpp"
#include "sip/sofia/guard.hpp"
#include "sip/sofia/su_loop.hpp"
#include "sip/uri.hpp"

namespace sofia::sip::nta {
namespace {

struct Service {
    /// As a NAPTR record names it (RFC 3263 4.1).
    std::string_view naptr;
    /// What stands before the host in an SRV name.
    std::string_view srv;
    std::string_view transport;
    bool is_secure;
};

constexpr std::array kServices{Service{"SIP+D2U", "_sip._udp.", "udp", false},
                               Service{"SIP+D2T", "_sip._tcp.", "tcp", false},
                               Service{"SIPS+D2T", "_sips._tcp.", "tls", true}};
constexpr std::uint16_t kPort = 5060;
constexpr std::uint16_t kSecurePort = 5061;

/// A resolv.conf of one server, as a file without a name; -1 when the machine gives none.
int configuration_of(const std::string& server) {
    const int file = memfd_create("resolv.conf", MFD_CLOEXEC);
    if (file < 0)
        return -1;
    const auto colon = server.rfind(':');
    const bool has_port = colon != std::string::npos && server.find(':') == colon;
    auto text = "nameserver " + server.substr(0, has_port ? colon : std::string::npos) + '\n';
    if (has_port)
        text += "port " + server.substr(colon + 1) + '\n';
    if (write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        close(file);
        return -1;
    }
    return file;
}

}  // namespace

/// One look-up with all its questions to the name server. It ends, and calls back, from a turn of
/// the loop of its own, so that the resolver is never destroyed from within itself.
class Dig : public std::enable_shared_from_this<Dig> {
  public:
    Dig(SuLoop& loop, OnDug done) : loop_(loop), done_(std::move(done)) {}
    ~Dig() {
        if (resolver_ != nullptr)
            sres_resolver_destroy(resolver_);
        if (configuration_ >= 0)
            close(configuration_);
    }
    Dig(const Dig&) = delete;
    Dig& operator=(const Dig&) = delete;

    void begin(const DigQuestion& question);
    void ask(std::uint16_t type,
             const std::string& name,
             std::function<void(sres_record_t* const*)> take);
    void answered() {
        if (--open_ == 0)
            next();
    }
    sres_resolver_t* resolver() const noexcept { return resolver_; }

  private:
    void ask_services();
    void ask_srv(const Service& service, const std::string& name, unsigned rank);
    void ask_addresses();
    void next();
    void finish();

    SuLoop& loop_;
    OnDug done_;
    std::string host_;
    std::string transport_;
    std::uint16_t port_ = 0;
    bool is_secure_ = false;
    sres_resolver_t* resolver_ = nullptr;
    int configuration_ = -1;
    int open_ = 0;
    enum class Stage { Naptr, Srv, Addresses } stage_ = Stage::Naptr;
    std::vector<std::tuple<unsigned, Service, std::string>> named_;
    std::vector<std::pair<DigHost, std::string>> hosts_;
};

/// One question, which lives until its answer.
class DigStep {
  public:
    std::shared_ptr<Dig> dig;
    std::function<void(sres_record_t* const*)> take;

    static void on_answer(DigStep* step, sres_query_t*, sres_record_t** answers) noexcept {
        const std::unique_ptr<DigStep> owned(step);
        auto* resolver = step->dig->resolver();
        guarded("dig", [&] {
            if (answers != nullptr) {
                sres_sort_answers(resolver, answers);
                step->take(answers);
            }
            step->dig->answered();
        });
        sres_free_answers(resolver, answers);
    }
};

void Dig::ask(std::uint16_t type,
              const std::string& name,
              std::function<void(sres_record_t* const*)> take) {
    ++open_;
    auto step = std::make_unique<DigStep>(DigStep{shared_from_this(), std::move(take)});
    if (sres_query(resolver_, &DigStep::on_answer, step.get(), type, name.c_str()) != nullptr)
        static_cast<void>(step.release());
    else
        loop_.post([dig = shared_from_this()] { dig->answered(); });
}

void Dig::begin(const DigQuestion& question) {
    const auto text = question.uri.find(':') == std::string::npos ||
                              (!base::iequals(question.uri.substr(0, 4), "sip:") &&
                               !base::iequals(question.uri.substr(0, 5), "sips:"))
                          ? "sip:" + question.uri
                          : question.uri;
    const auto uri = Uri::parse(text);
    if (!uri || uri->host.empty())
        return done_(base::fail(base::ErrorKind::Invalid, question.uri + ": not a SIP URI"));
    host_ = uri->host;
    port_ = uri->port;
    is_secure_ = uri->scheme == "sips";
    if (const auto given = find_param(uri->params, "transport"))
        transport_ = base::lower(*given);
    if (is_secure_)
        transport_ = "tls";
    if (is_literal(host_) || port_ != 0) {
        hosts_.push_back({DigHost{{0, 0},
                                  1,
                                  transport_.empty() ? "udp" : transport_,
                                  port_ != 0            ? port_
                                  : transport_ == "tls" ? kSecurePort
                                                        : kPort,
                                  {}},
                          host_});
        if (is_literal(host_)) {
            hosts_.back().first.addresses.push_back(host_);
            return finish();
        }
    }
    if (!question.server.empty())
        configuration_ = configuration_of(question.server);
    const auto path = "/proc/self/fd/" + std::to_string(configuration_);
    resolver_ = sres_resolver_create(loop_.root(),
                                     nullptr,
                                     TAG_IF(configuration_ >= 0, SRESTAG_RESOLV_CONF(path.c_str())),
                                     TAG_END());
    if (resolver_ == nullptr)
        return done_(base::fail(base::ErrorKind::Unavailable, "no resolver"));
    if (!hosts_.empty())
        return ask_addresses();
    if (!transport_.empty())
        return ask_services();
    ask(sres_type_naptr, host_, [this](sres_record_t* const* answers) {
        for (; *answers != nullptr; ++answers) {
            const auto& naptr = *(*answers)->sr_naptr;
            if ((*answers)->sr_record->r_type != sres_type_naptr ||
                (*answers)->sr_record->r_status != 0 || !base::iequals(naptr.na_flags, "s"))
                continue;
            for (const auto& service : kServices)
                if (base::iequals(naptr.na_services, service.naptr))
                    named_.emplace_back(
                        naptr.na_order * 65536U + naptr.na_prefer, service, naptr.na_replace);
        }
    });
}

void Dig::ask_services() {
    stage_ = Stage::Srv;
    ++open_;  // Until all have been asked.
    unsigned rank = 0;
    for (const auto& [order, service, name] : named_)
        ask_srv(service, name, order);
    if (named_.empty())
        for (const auto& service : kServices)
            if (transport_.empty() ? !service.is_secure : service.transport == transport_)
                ask_srv(service, std::string(service.srv) + host_, rank++);
    answered();
}

void Dig::ask_srv(const Service& service, const std::string& name, unsigned rank) {
    ask(sres_type_srv, name, [this, service, rank](sres_record_t* const* answers) {
        for (; *answers != nullptr; ++answers) {
            const auto& srv = *(*answers)->sr_srv;
            if ((*answers)->sr_record->r_type == sres_type_srv &&
                (*answers)->sr_record->r_status == 0)
                hosts_.push_back({DigHost{{rank, srv.srv_priority},
                                          srv.srv_weight,
                                          std::string(service.transport),
                                          srv.srv_port,
                                          {}},
                                  srv.srv_target});
        }
    });
}

void Dig::ask_addresses() {
    stage_ = Stage::Addresses;
    if (hosts_.empty())
        hosts_.push_back({DigHost{{0, 0},
                                  1,
                                  transport_.empty() ? "udp" : transport_,
                                  transport_ == "tls" ? kSecurePort : kPort,
                                  {}},
                          host_});
    ++open_;
    for (std::size_t at = 0; at < hosts_.size(); ++at)
        for (const auto type : {sres_type_a, sres_type_aaaa})
            ask(type, hosts_[at].second, [this, at](sres_record_t* const* answers) {
                for (; *answers != nullptr; ++answers) {
                    const auto& record = **answers;
                    std::array<char, INET6_ADDRSTRLEN> text{};
                    const bool is_v4 = record.sr_record->r_type == sres_type_a;
                    if (record.sr_record->r_status != 0 ||
                        (!is_v4 && record.sr_record->r_type != sres_type_aaaa))
                        continue;
                    const void* from = is_v4 ? static_cast<const void*>(&record.sr_a->a_addr)
                                             : static_cast<const void*>(&record.sr_aaaa->aaaa_addr);
                    inet_ntop(is_v4 ? AF_INET : AF_INET6, from, text.data(), text.size());
                    hosts_[at].first.addresses.emplace_back(text.data());
                }
            });
    answered();
}

void Dig::next() {
    switch (stage_) {
        case Stage::Naptr:
            return ask_services();
        case Stage::Srv:
            return ask_addresses();
        case Stage::Addresses:
            return loop_.post([dig = shared_from_this()] { dig->finish(); });
    }
}

void Dig::finish() {
    std::vector<DigHost> found;
    for (auto& [host, name] : hosts_)
        found.push_back(std::move(host));
    auto routes = routes_to(std::move(found));
    if (routes.empty())
        return done_(base::fail(base::ErrorKind::NotFound, host_ + ": not found"));
    done_(std::move(routes));
}

}  // namespace sofia::sip::nta

namespace sofia::sip {

void dig(Loop& loop, const DigQuestion& question, OnDug done) {
    std::make_shared<nta::Dig>(dynamic_cast<nta::SuLoop&>(loop), std::move(done))->begin(question);
}

}  // namespace sofia::sip
