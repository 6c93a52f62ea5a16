import certificates.models.documents
import certificates.rules.codes
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('foundation', '__first__'),
        ('organisation', '0001_tree_postings_roles_sign_in'),
        ('service_items', '0001_catalogue_changes_duties_lookup'),
    ]

    operations = [
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=certificates.rules.codes.new_code, max_length=26, unique=True, verbose_name='核验码')),
                ('evidence', models.JSONField(default=list)),
                ('evidence_hash', models.CharField(max_length=64)),
                ('proved_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(verbose_name='颁发时间')),
                ('expires_on', models.DateField(verbose_name='有效期至')),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '资格',
                'verbose_name_plural': '资格',
                'ordering': ['-issued_at', '-pk'],
                'indexes': [models.Index(fields=['expires_on'], name='credential_by_expiry')],
            },
        ),
        migrations.CreateModel(
            name='CredentialEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('issued', '颁发'), ('renewed', '续期'), ('suspended', '暂停'), ('restored', '恢复'), ('revoked', '撤销')], max_length=10)),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('evidence', models.JSONField(default=list)),
                ('evidence_hash', models.CharField(blank=True, max_length=64)),
                ('proved_at', models.DateTimeField(blank=True, null=True)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='certificates.credential')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['kind', 'credential'], name='credential_event_by_kind')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('evidence_hash', ''), _negated=True), fields=('credential', 'evidence_hash'), name='credential_award_once_per_evidence'), models.UniqueConstraint(condition=models.Q(('kind', 'revoked')), fields=('credential',), name='credential_revoked_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['issued', 'renewed']), models.Q(('requested_by__isnull', False), ('approved_by__isnull', False), models.Q(('requested_by', models.F('approved_by')), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='credential_standing_needs_two_people')],
            },
        ),
        migrations.CreateModel(
            name='CertificateDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, storage=certificates.models.documents.private_storage, upload_to='certificates/%Y')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('key_id', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField()),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='document', to='certificates.credentialevent')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CredentialScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='标识')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('post', '上岗合格'), ('items', '事项授权'), ('two_papers', '理论与技能')], default='items', max_length=12, verbose_name='类别')),
                ('issuer_name', models.CharField(blank=True, max_length=120, verbose_name='颁发单位')),
                ('validity_months', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='有效期（月）')),
                ('statement', models.CharField(blank=True, max_length=200, verbose_name='证书上的结论')),
                ('published', models.BooleanField(default=False, verbose_name='已启用')),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credential_schemes', to='organisation.node', verbose_name='机构')),
                ('service_items', models.ManyToManyField(blank=True, related_name='credential_schemes', to='service_items.serviceitem', verbose_name='事项')),
            ],
            options={
                'verbose_name': '认证项目',
                'verbose_name_plural': '认证项目',
                'ordering': ['kind', 'key'],
            },
        ),
        migrations.AddField(
            model_name='credential',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='certificates.credentialscheme'),
        ),
        migrations.CreateModel(
            name='DocumentFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('characters', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='document_fault', to='certificates.credentialevent')),
            ],
        ),
        migrations.CreateModel(
            name='SchemeRequirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('course', '课程结业'), ('exam', '考核合格'), ('drill', '演练合格')], max_length=8, verbose_name='类别')),
                ('key', models.CharField(max_length=80, verbose_name='标识')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='显示名称')),
                ('minimum_percent', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='最低得分（百分制）')),
                ('renews', models.BooleanField(default=True, verbose_name='续期时须重新取得')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='顺序')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='certificates.credentialscheme')),
            ],
            options={
                'verbose_name': '取得条件',
                'verbose_name_plural': '取得条件',
                'ordering': ['scheme', 'position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('scheme', 'kind', 'key'), name='scheme_requirement_once'), models.CheckConstraint(condition=models.Q(('minimum_percent', None), ('minimum_percent__lte', 100), _connector='OR'), name='scheme_requirement_percent_at_most_100')],
            },
        ),
        migrations.CreateModel(
            name='StandingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('suspended', '暂停'), ('restored', '恢复'), ('revoked', '撤销')], max_length=10, verbose_name='申请事项')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('requested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('approved', models.BooleanField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='答复')),
                ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing_requests', to='certificates.credential')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['requested_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('credential',), name='standing_request_one_open'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='standing_request_decided_by_another')],
            },
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.UniqueConstraint(fields=('person', 'scheme', 'evidence_hash'), name='credential_once_per_evidence'),
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('person', 'scheme'), name='credential_one_open_per_scheme'),
        ),
    ]
