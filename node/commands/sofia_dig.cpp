#include <fmt/format.h>

#include "commands/handlers.hpp"
#include "commands/xml_text.hpp"

namespace sofia::commands {
namespace {

constexpr auto kUsage = "usage: sofia_dig [OPTIONS] [@dnsserver] uri\n";

std::string as_text(const std::vector<sip::DigRoute>& routes) {
    auto text = fmt::format("{:>10}\t{:>10}\t{:>10}\t{:>10}\t{:>10}\n{:=<80}\n",
                            "Preference",
                            "Weight",
                            "Transport",
                            "Port",
                            "Address",
                            "");
    for (const auto& route : routes)
        text += fmt::format("{:>10}\t{:>10.3f}\t{:>10}\t{:>10}\t{:>10}\n",
                            route.preference,
                            route.weight,
                            route.transport,
                            route.port,
                            route.address);
    return text;
}

std::string as_xml(const std::vector<sip::DigRoute>& routes) {
    XmlText text;
    text.open(0, "routes");
    for (const auto& route : routes)
        text.open(2, "route")
            .element(4, "preference", std::to_string(route.preference))
            .element(4, "weight", fmt::format("{:.3f}", route.weight))
            .element(4, "transport", route.transport)
            .element(4, "port", std::to_string(route.port))
            .element(4, "address", route.address)
            .close(2, "route");
    return text.close(0, "routes").text();
}

}  // namespace

void sofia_dig(Context& context, Arguments words, const Reply& reply) {
    if (!context.control.dig)
        return reply(unsupported("sofia_dig"));
    const bool xml = words.take_if("xml");
    sip::DigQuestion question;
    question.uri = words.take();
    if (question.uri.starts_with('@')) {
        question.server = question.uri.substr(1);
        question.uri = words.take();
    }
    if (question.uri.empty() || words.left() > 0)
        return reply(kUsage);
    context.control.dig(question, [reply, xml](base::Result<std::vector<sip::DigRoute>> routes) {
        if (!routes)
            return reply("-ERR: " + routes.error().text + '\n');
        reply(xml ? as_xml(*routes) : as_text(*routes));
    });
}

}  // namespace sofia::commands
