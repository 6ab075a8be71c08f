using Ariane.Soak.Disturbing;
using Ariane.Soak.Load;
using Ariane.Soak.Reading;

namespace Ariane.Soak;

/// <summary>What a script can disturb while messages flow. Each of its parts is used by one at a time.</summary>
internal sealed record SoakStage(BrokerLife Broker, IReadOnlyList<MemberSet> Members, Ledger Ledger)
{
    public MemberSet MembersOf(string reader) => Members.Single(members => members.Reader.Name == reader);
}
